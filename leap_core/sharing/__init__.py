"""Sites to share: their recipe, their videos, what in them tells who made them, limits of venues."""
