"""Our own routes beside Streamlit's: what the clip screen fetches by itself.

/api/clips/{filename}     video of a clip or its sound, with byte ranges; only of clips that the data set has
      .../frames          its frames side by side, a JPEG
      .../still           one frame, a small JPEG
      .../sound           its waveform and spectrogram, on a scale ?frequency, mel or linear, JSON
/api/components/{module}  JavaScript modules of the components
/api/record               what the clip screen draws of a clip, JSON
/api/find                 clips by name or class, JSON
/api/found                names of all clips that a filter finds, JSON
/api/seen                 takes what the clip screen shows, for the other screens of the session
/api/what-if              a clip's probabilities with some seconds taken away, JSON
/api/deletion             the deletion curve of a class, JSON
/api/shapley              what each second of a clip is worth, JSON
/api/words                what is said of a clip where a word takes the place of a class, JSON
/api/own/{own}/..         media and questions likewise, of a visitor's own video
/api/said                 takes what was said last of clips by a page that is left
/api/notes.json           all notes, tags and stars, as a download
/browse, /compare ..      the page of a screen that is opened directly
"""

from starlette.routing import Route

from leap_app.routes import clips, media, models, own, pages

ROUTES = [*media.ROUTES, *clips.ROUTES, *models.ROUTES, *own.ROUTES, *pages.ROUTES]


def routes(base_path: str) -> list[Route]:
    """The routes below a base path, empty or such as /lens."""
    return [Route(base_path + route.path, route.endpoint, methods=route.methods) for route in ROUTES]
