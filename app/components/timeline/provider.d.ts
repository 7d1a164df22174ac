// What the clip screen asks for beyond the record at hand.  On the dashboard its server answers (server.js), in an
// exported page what is stored in it (stored.js).

import type { Media, View } from "../shared/records.d.ts";

export interface Provider {
  query: string; // the choices in the address, without the mark before them
  left: boolean; // whether the address is that of another screen by now
  addressOf(query: string): string; // an address with choices, relative to the page, or none: then `query` keeps them

  /** The record of a clip, with the runs and the list of `like`; fails with what is to be said in its place. */
  clip(filename: string, like: View): Promise<View>;
  /** Clips by name or class. */
  find(text: string, like: View): Promise<{ filename: string; label: string }[]>;
  /** Fetch clips; then, after a `rest`, while they are `wanted`, what the lanes of the first few draw. */
  ahead(filenames: string[], like: View, frequency: string, rest: Promise<void>, wanted: () => boolean): Promise<void>;

  /** Addresses of a clip's video or sound, and of its frames side by side. */
  play(media: Media): string;
  frames(media: Media): string;
  /** Waveform and spectrogram, as app/media.py gives them; fails with what is to be said in their place. */
  sound(media: Media, frequency: string): Promise<Sound>;

  /** Ask the models: JSON, or an `error` and a status that is not ok. */
  ask(path: string, query: Record<string, any>, signal: AbortSignal): Promise<Response>;
  unasked: string; // what is said where no run on show has a model to ask

  /** Tell of what is seen, for the other screens, until which `saying` lasts. */
  see(token: string, choices: Record<string, string>): void;
  saying: Promise<void> | null;
}

export interface Sound {
  peaks: string; // base64
  levels: string; // likewise
  bands: number;
  columns: number;
  floor_db: number;
  low_hz: number;
  high_hz: number;
}
