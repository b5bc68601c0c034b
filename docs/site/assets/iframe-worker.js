// A browser starts no worker for a page that was opened from a file; the search then works in a hidden frame.
if (location.protocol === "file:") {
  window.Worker = class {
    #frame = document.createElement("iframe");
    #waiting = [];

    constructor(address) {
      this.#frame.hidden = true;
      document.documentElement.append(this.#frame);
      const inside = this.#frame.contentWindow;
      inside.postMessage = (data) => this.#later(this, data);
      const script = inside.document.createElement("script");
      script.src = new URL(address, document.baseURI);
      script.onload = () => {
        this.#waiting.forEach((data) => this.#hand(data));
        this.#waiting = null;
      };
      script.onerror = (event) => this.onerror?.(event);
      inside.document.documentElement.append(script);
    }

    postMessage(data) {
      this.#waiting ? this.#waiting.push(structuredClone(data)) : this.#hand(data);
    }

    terminate() {
      this.#frame.remove();
    }

    #hand(data) {
      this.#later(this.#frame.contentWindow, data);
    }

    // As a worker's: each side has a copy of its own, and is called when the other has returned.
    #later(side, data) {
      const copy = structuredClone(data);
      setTimeout(() => side?.onmessage?.({ data: copy }));
    }
  };
}
