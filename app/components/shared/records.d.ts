// The records that Python sends: of a clip (leap_core.views.clip_view and app/records.py), of a page of clips
// (leap_core.browse.cards_view and app/screens/browse.py).  tests/app/test_records.py checks that they agree.
//
// Shapes: C classes, T segments, N blocks, H heads.

export type Modality = "audio" | "visual";
export type Grid = Record<Modality, number[][]>; // C x T; of decisions and truth 0 or 1

// leap_core.maps.MapKind
export interface MapKind {
  key: string;
  symbol: string;
  raised: string; // its m stands for the modality
  lowered: string;
  title: string;
  scale: "probability" | "attention" | "scores" | "difference" | "worth";
  axis: "time" | "modality" | null;
  layered: boolean;
  stage: string;
  meaning: string;
  source: string;
}

export interface Category {
  index: number;
  name: string;
  display: string;
  light: string; // its colour on a light ground, #rrggbb
  dark: string; // and on a dark one
  mark: string; // a shape, which tells it from others of its colour
}

export interface Probabilities {
  probability: Grid;
  clip_probability: Record<Modality | "either", number[]>; // C
}

// leap_core.types.Chosen
export interface Chosen {
  gate: string;
  threshold: number;
  score: number; // segment Type@AV of the validation split, percent
  beside: string; // what is to be known beside it, in words; empty where nothing is
}

export interface Run extends Probabilities {
  slot: string; // 1 to 6
  name: string;
  title: string;
  short: string; // in a sentence
  chosen: Chosen[]; // a gate each; none where no validation split was at hand
  maps: Record<string, Record<Modality, number[][][][]>>; // by the kind's key: N x H x C x T
  live: boolean; // whether its model can be asked
  compared: boolean; // one of the two that sentences and differences are about
}

export interface Media {
  url?: string;
  frame_seconds?: number | null; // null for sound alone
  frames?: number; // side by side in the strip
  missing?: string; // why there is neither
}

export interface Note {
  starred: boolean;
  tags: string[];
  text: string;
  by: string; // who wrote it and when, empty where nobody is named
}

// What the user says of some clips.
export interface Saying {
  what: "star" | "unstar" | "tag" | "untag" | "note";
  clips: string[]; // one, of a note
  tag?: string;
  text?: string; // of a note
  base?: string[]; // what that may have been when it was written
}

// What became of that.
export interface Wrote {
  number: number; // by which it was told
  text: string | null; // of the note now; null of all else, and where it could not be kept
  joined: boolean; // with what another wrote meanwhile
}

// Where a clip stands among those to step through.
export interface ClipList {
  place: number; // from 1; 0 outside
  count: number;
  filtered: boolean;
  ahead: string[]; // the next clips on
  behind: string[]; // and back
}

export interface View {
  clip: {
    filename: string;
    id: string;
    label: string;
    dataset: string;
    split: string;
    synthetic: boolean;
    dense: boolean; // truth is known by segment, of each modality
    joint: boolean; // or only where a class is heard and seen at once: both of `truth` hold that
  };
  segments: number;
  segment_seconds: number;
  classes: Category[];
  kinds: MapKind[]; // in the order of columns
  truth: Grid;
  runs: Run[]; // in the order of slots
  names: Record<string, string>; // of the runs asked for, by key of the address; some may lack the clip
  opening: string; // how the clip was chosen to open with; empty where it was not
  media: Media;
  note: Note | null; // null in an exported page and of a visitor's own video, which keep none
  own?: string; // token of a visitor's own video
  read_only: boolean; // it is shown and not changed
  list: ClipList;
  filter: string; // that picks the list, a rule as JSON; empty for all clips
  problems: string[]; // what is wrong with a run, in sentences, where no place outside says it
  asked: string; // the clip that was asked for, which there may not be
  query?: string; // of the address, completed by what was seen on other screens
  wrote?: Wrote[]; // what became of what was told last
  sharing?: number; // at which opening of the menu Share, 0 while it is closed; none where there is no menu
  teller?: { token: string; keys: string[] }; // by which to tell what is seen: keys of the address
}

export type Slot = "1" | "2";

export interface ClipCard {
  filename: string;
  id: string;
  labels: number[];
  overlapping: number | null; // null, here and below, where the split has no labels by segment
  agreement: number | null;
  off_screen: boolean | null;
  scores: Record<string, number | null>; // by slot
  difference: number | null; // F1 of run 1 - F1 of run 2
  rows: ClipRow[];
  starred: boolean;
  tags: string[];
  note: string;
  by: string; // who wrote it and when, empty where nobody is named
  picture: boolean;
}

// What is found of a class: the truth, and each run by its slot; T cells.
export interface ClipRow {
  index: number;
  truth: Record<Modality, number[]>;
  1?: Said;
  2?: Said;
}

// What a run finds of it, and what it would find without the gate.
export interface Said {
  decided: Record<Modality, number[]>;
  ungated: Record<Modality, number[]>;
}

export interface ClipsView {
  look: string; // table or gallery
  runs: { slot: Slot; short: string }[];
  dense: boolean;
  joint: boolean; // what is heard and seen at once alone is labelled, and drawn on the clip screen
  segments: number;
  classes: Category[];
  sort: string;
  descending: boolean;
  link: string; // of the clip screen, without the clip
  split: string; // of which data set
  count: number; // clips that the filter finds
  most: number; // that can be selected
  sharing: number; // at which opening of the menu Share, 0 while it is closed
  tags: string[]; // of any clip of the data set
  read_only: boolean; // what is said of clips is shown and not changed
  wrote: Wrote[]; // what became of what was told last
  clips: ClipCard[];
}

// The table of the Compare screen; the baseline is its first row.
export interface ScoresView {
  columns: { key: string; name: string; sorts: boolean }[];
  order: string; // key of the column that it is sorted by, after a hyphen where descending
  rows: ScoresRow[];
}

export interface ScoresRow {
  name: string;
  kind: "baseline" | "run" | "apart"; // apart: of other data
  cells: { text: string; best: boolean }[];
}

// What stands above a screen, and what explains it.
export interface AboutView {
  screen: string;
  name: string;
  line: string;
  data: string; // data set and split, empty where there is none
  notice: string; // what cannot be done on this server, empty where all can
  runs: { slot: string; title: string }[];
  title: string;
  text: string[];
  kinds: MapKind[];
  gates: string; // what gates do
  toured: boolean; // whether there is a tour of the screen
  ahead: string[]; // modules of the other screens
}
