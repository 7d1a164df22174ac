// The class x time maps: Y, attention, and P of each run, for audio and for visual.
// Plotly draws the cells; labels, truth outlines, playheads and pointer belong to the page, so that nothing that
// moves goes through Plotly.

import { second } from "./bars.js";
import { colourMap } from "./colours.js";
import { h, MODALITIES, symbol } from "./dom.js";
import { axis, span, track } from "./tracks.js";

let library;

// Plotly.js, from this app's own server, once a page.
export function loadPlotly() {
  library ??= new Promise((resolve, reject) => {
    const script = h("script", { src: new URL("api/plotly.min.js", document.baseURI).href });
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => reject(new Error("Plotly.js could not be loaded from this server"));
    document.head.append(script);
  });
  return library;
}

// The attention shown: of the first run that has any.
export const attentiveRun = (view) => view.runs.find((run) => run.attention.audio);

export function attentionTop(view) {
  const run = attentiveRun(view);
  const values = run ? Object.values(run.attention).flat(2) : [1];
  return Math.min(1, Math.ceil(20 * Math.max(...values)) / 20);
}

export class Maps {
  constructor(container) {
    this.container = container;
    this.plots = new Map(); // "audio Y" -> Plotly's element; kept from clip to clip
    this.observer = new ResizeObserver(() => {
      if (this.width && this.width !== container.clientWidth) this.repaint();
    });
    this.observer.observe(container);
  }

  async draw(screen) {
    const { view, classes } = screen;
    this.container.style.setProperty("--rows", classes.length);
    const columns = columnsOf(view);
    this.container.style.setProperty("--columns", columns.length);
    this.container.replaceChildren(
      ...MODALITIES.flatMap((modality) => [
        h("h3", {}, modality.title),
        ...columns.map((column) => heading(column, modality)),
        h(
          "div",
          { class: "labels" },
          ...classes.map((c) => h("span", { style: { "--hue": c.hue }, title: c.name }, c.display)),
        ),
        ...columns.map((column) => this.#map(screen, column, modality)),
      ]),
      h("div"),
      ...columns.map(() => axis(view, 5)),
    );
    this.repaint = () => this.#paint(screen, columns);
    await this.repaint();
  }

  #map(screen, column, modality) {
    const { view, classes } = screen;
    const key = `${modality.name} ${column.key}`;
    if (!this.plots.has(key)) this.plots.set(key, h("div", { class: "plot" }));
    const rows = column.rows(modality.name);
    const describe = (x, y) => {
      const t = Math.floor(x * view.segments);
      const { display, index } = classes[Math.floor(y * classes.length)];
      return [display, second(view, t), column.say(rows[index][t])];
    };
    const snap = (seconds) => Math.floor(seconds / view.segment_seconds + 1e-9) * view.segment_seconds;
    const label = `${modality.title}, ${column.title}, ${column.caption}`;
    return track(
      screen,
      { label, snap, describe },
      this.plots.get(key),
      ...(column.key === "Y" ? [] : outlines(screen, modality)),
    );
  }

  async #paint({ view, classes, theme }, columns) {
    const Plotly = await loadPlotly();
    const cells = MODALITIES.flatMap(({ name }) =>
      columns.map((column) => ({
        column,
        rows: column.rows(name),
        plot: this.plots.get(`${name} ${column.key}`),
      })),
    );
    const [{ plot }] = cells; // all are of one size; asking each in turn would lay out the page eight times
    const size = { width: plot.clientWidth, height: plot.clientHeight };
    this.width = this.container.clientWidth;
    const hidden = { visible: false, fixedrange: true };
    await Promise.all(
      cells.map(({ column, rows, plot }) => {
        const trace = {
          type: "heatmap",
          z: classes.map((c) => rows[c.index]),
          x0: 0.5,
          zmin: 0,
          zmax: column.top,
          colorscale: colourMap(column.map, theme),
          showscale: false,
          hoverinfo: "skip",
          xgap: 1,
          ygap: 1,
        };
        const layout = {
          ...size,
          margin: { l: 0, r: 0, t: 0, b: 0 },
          paper_bgcolor: "transparent",
          plot_bgcolor: "transparent",
          xaxis: { ...hidden, range: [0, view.segments] },
          yaxis: { ...hidden, range: [classes.length - 0.5, -0.5] },
        };
        return Plotly.react(plot, [trace], layout, { staticPlot: true });
      }),
    );
  }

  close() {
    this.observer.disconnect();
    for (const plot of this.plots.values()) window.Plotly?.purge(plot);
  }
}

function columnsOf(view) {
  const truth = {
    key: "Y",
    title: "Truth",
    caption: "ground truth",
    symbolOf: () => symbol("Y"),
    rows: (modality) => view.truth[modality],
    say: (value) => (value ? "in truth" : "not in truth"),
    map: "probability",
    top: 1,
  };
  const run = attentiveRun(view);
  const attention = run && {
    key: "A",
    title: run.title,
    caption: `attention, ${run.attention_caption}`,
    symbolOf: ({ letter }) => symbol("A", `l${letter}`),
    rows: (modality) => run.attention[modality],
    say: (value) => `A of ${run.title}: ${value.toFixed(3)}`,
    map: "attention",
    top: attentionTop(view),
  };
  const probabilities = view.runs.map((run) => ({
    key: `P ${run.slot}`,
    title: run.title,
    caption: "probability",
    symbolOf: ({ letter }) => symbol("P", letter),
    rows: (modality) => run.probability[modality],
    say: (value) => `P of ${run.title}: ${value.toFixed(3)}`,
    map: "probability",
    top: 1,
  }));
  return [truth, attention, ...probabilities].filter(Boolean);
}

function heading(column, modality) {
  const { title, caption } = column;
  return h(
    "div",
    { class: "heading", title: `${title}, ${caption}` },
    h("p", {}, column.symbolOf(modality), title),
    ...(modality.name === "audio" ? [h("small", {}, caption)] : []),
  );
}

// Where the truth is, drawn as a thin frame over attention and probabilities.
function outlines({ view, classes }, modality) {
  const height = 100 / classes.length;
  return classes.flatMap(({ index }, row) =>
    view.truth_events[modality.name][index].map((event) =>
      h("div", {
        class: "outline",
        style: { ...span(view, event), top: `${row * height}%`, height: `${height}%` },
      }),
    ),
  );
}
