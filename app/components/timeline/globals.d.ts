// Plotly.js, loaded by plotly.js.

interface Window {
  Plotly?: {
    react(element: HTMLElement, traces: object[], layout: object, config?: object): Promise<void>;
    purge(element: HTMLElement): void;
  };
}
