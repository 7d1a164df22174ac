// Who says what, a line each in bars, scores and readouts: the runs in order, each before what its model says in a
// what-if.

import { binarise } from "./gates.js";

/** @import { Probabilities, Run, View } from "../../shared/records.d.ts" */
/** @import { State } from "./address.js" */
/** @import { WhatIf } from "./columns.js" */
/** @import { Decision } from "./gates.js" */
/** @typedef {{says: Probabilities, decided: Decision, ungated: Decision}} Said `ungated`: decided without the gate */
/** @typedef {{run: Run, name: string, title: string, primed: boolean} & Said} Line `primed`: says P′ */

/**
 * @param {Pick<View, "runs">} view
 * @param {Pick<State, "threshold" | "gate">} state
 * @param {Pick<WhatIf, "slot" | keyof Probabilities> | null} whatIf
 * @returns {Line[]}
 */
export function linesOf({ runs }, { threshold, gate }, whatIf) {
  const said = (/** @type {Probabilities} */ says) => {
    const [decided, ungated] = [gate, "none"].map((g) => binarise(says, threshold, g));
    return { says, decided, ungated };
  };
  return runs.flatMap((run) => {
    const { slot, title } = run;
    const own = { run, name: slot, title, primed: false, ...said(run) };
    if (whatIf?.slot !== slot) return [own];
    return [own, { run, name: `${slot}′`, title: `${title}, what-if`, primed: true, ...said(whatIf) }];
  });
}

// What a what-if is of: its answer holds for this clip and these runs alone.
/** @param {Pick<View, "clip" | "runs">} view */
export const subjectOf = ({ clip, runs }) => [clip.filename, ...runs.map((run) => run.name)].join("/");
