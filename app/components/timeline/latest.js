// Questions to the server of which only the newest counts.

export class Latest {
  // `pause`: milliseconds to wait for a newer question before asking.
  constructor(pause = 0) {
    this.pause = pause;
  }

  // Ask for JSON -> {answer, milliseconds} | {error: one sentence} | null where a newer question overtook this.
  async ask(path, query) {
    this.cancel();
    const aborter = (this.aborter = new AbortController());
    const overtaken = () => this.aborter !== aborter;
    await new Promise((resolve) => setTimeout(resolve, this.pause));
    if (overtaken()) return null;
    const url = new URL(path, document.baseURI);
    url.search = new URLSearchParams(query);
    const start = performance.now();
    try {
      const response = await fetch(url, { signal: aborter.signal });
      const answer = await response.json();
      if (overtaken()) return null;
      return response.ok ? { answer, milliseconds: performance.now() - start } : { error: answer.error };
    } catch {
      return overtaken() ? null : { error: "The server does not answer." };
    }
  }

  cancel() {
    this.aborter?.abort();
    this.aborter = null;
  }
}
