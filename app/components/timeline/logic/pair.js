// Of the runs on show, those that sentences, differences and the order of rows go by; further ones stand beside them.

/** @import { View } from "../../shared/records.d.ts" */

/** @param {Pick<View, "runs">} view */
export const pairOf = ({ runs }) => runs.filter((run) => run.compared);
