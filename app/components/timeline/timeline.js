// The entry: Streamlit's component on one side, the clip screen on the other.

import { Own } from "./own.js";
import { Screen } from "./screen.js";
import { Server } from "./server.js";

const screens = new WeakMap(); // Streamlit's element -> {screen, calls}

// Streamlit calls this on every change of data or theme, and the clean-up when the component goes.
export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".lens");
  let entry = screens.get(parentElement);
  if (entry?.screen.root !== root || entry?.own !== data.own) {
    entry?.screen.close();
    const provider = data.own ? new Own(data.own) : new Server();
    entry = { screen: new Screen(root, provider), calls: 0, own: data.own };
    screens.set(parentElement, entry);
  }
  entry.screen.show(data, setTriggerValue);
  const call = ++entry.calls;
  return () => {
    if (entry.calls !== call) return; // the clean-up of an overtaken call, late
    entry.screen.close();
    screens.delete(parentElement);
  };
}
