"""The server's door: which names it answers to, who gets in, and what browsers may do with its answers.

By itself it lets in this machine alone.  A guard opens it to others: one file a guard, each of which says who
asks, and answers whom it does not know.
"""

from leap_app.door.access import Access, Guard, access_of
from leap_app.door.door import Door
from leap_app.door.headers import SafeHeaders, policy
from leap_app.door.uploads import Uploads

__all__ = ["Access", "Door", "Guard", "SafeHeaders", "Uploads", "access_of", "policy"]
