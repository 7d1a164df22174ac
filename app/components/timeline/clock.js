// The one clock of the screen.  With a video or a sound, the media element is the clock; without, a timer stands
// in.  `time` is what the screen shows, in seconds: while playing the playing position, at rest the start of the
// frame that is on show.  Both kinds call `onchange` when they start, stop, end or come to rest elsewhere.

const GUESSED_FRAME = 1 / 25; // seconds, where there are no frames
const KEEP_PITCH = ["preservesPitch", "mozPreservesPitch", "webkitPreservesPitch"]; // as browsers name it

export class MediaClock {
  /**
   * @param {HTMLVideoElement} video
   * @param {number} duration
   * @param {number | null} frame seconds that a frame lasts; null for sound alone
   * @param {() => void} onchange
   */
  constructor(video, duration, frame, onchange) {
    this.video = video;
    this.duration = duration;
    this.rest = 0;
    this.wanted = /** @type {number | null} */ (null);
    this.presented = 0;
    this.ended = false;
    this.exact = frame !== null;
    this.frame = frame ?? GUESSED_FRAME;
    for (const name of KEEP_PITCH) video[name] = true; // slow playback must not sound like another class
    video.onplay = () => {
      this.ended = false;
      onchange();
    };
    video.onpause = () => {
      if (!video.ended) this.seek((this.exact && this.presented) || video.currentTime);
      onchange();
    };
    video.onended = () => {
      this.rest = duration;
      this.ended = true;
      onchange();
    };
    video.onseeked = () => {
      this.#go();
      onchange();
    };
    /** @type {VideoFrameRequestCallback} */
    const follow = (_, { mediaTime }) => {
      this.presented = mediaTime;
      this.request = video.requestVideoFrameCallback(follow);
    };
    this.request = video.requestVideoFrameCallback(follow);
  }

  get playing() {
    return !this.video.paused && !this.video.ended;
  }

  get time() {
    return this.playing ? Math.min(this.video.currentTime, this.duration) : this.rest;
  }

  set rate(rate) {
    this.video.playbackRate = rate;
  }

  // Go to the frame at `time`.  While a seek is under way only the newest wish is kept.
  seek(time) {
    this.ended = false;
    this.presented = 0; // what was on show is not where a pause before the next frame stops
    if (this.exact) {
      const last = Math.round(this.duration / this.frame) - 1;
      const frame = Math.min(last, Math.max(0, Math.floor(time / this.frame + 1e-3)));
      this.rest = frame * this.frame;
      this.wanted = (frame + 0.5) * this.frame; // mid-frame, so that rounding cannot land on its neighbour
    } else {
      this.rest = this.wanted = Math.min(this.duration, Math.max(0, time));
    }
    if (!this.video.seeking) this.#go();
  }

  #go() {
    if (this.wanted === null) return;
    this.video.currentTime = this.wanted;
    this.wanted = null;
  }

  play() {
    this.video.play().catch(() => null); // paused, or another clip loaded, before it began
  }

  pause() {
    this.video.pause();
  }

  close() {
    this.video.cancelVideoFrameCallback(this.request);
    this.video.pause();
    this.video.onplay = this.video.onpause = this.video.onended = this.video.onseeked = null;
  }
}

export class TimerClock {
  /** @param {number} duration @param {() => void} onchange */
  constructor(duration, onchange) {
    this.duration = duration;
    this.exact = false;
    this.frame = GUESSED_FRAME;
    this.onchange = onchange;
    this.rest = 0;
    this.started = /** @type {number | null} */ (null);
    this.ended = false;
    this.pace = 1;
  }

  get playing() {
    if (this.started !== null && this.#elapsed() >= this.duration) {
      this.ended = true;
      this.#stop(this.duration);
    }
    return this.started !== null;
  }

  get time() {
    return this.playing ? this.#elapsed() : this.rest;
  }

  set rate(rate) {
    this.rest = this.time;
    if (this.started !== null) this.started = performance.now();
    this.pace = rate;
  }

  seek(time) {
    this.ended = false;
    this.rest = Math.min(this.duration, Math.max(0, time));
    if (this.started !== null) this.started = performance.now();
    this.onchange();
  }

  play() {
    this.ended = false;
    if (this.rest >= this.duration) this.rest = 0;
    this.started = performance.now();
    this.onchange();
  }

  pause() {
    this.#stop(this.time);
  }

  close() {
    this.started = null;
  }

  #elapsed() {
    return this.rest + (this.pace * (performance.now() - (this.started ?? 0))) / 1000;
  }

  #stop(time) {
    this.rest = time;
    this.started = null;
    this.onchange();
  }
}
