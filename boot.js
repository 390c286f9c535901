// Before the first paint: the chosen theme. After that: what to say if the app can't start, or has
// stopped. A panic in WebAssembly is a trap without a message, and nothing works after it.
(() => {
  try {
    const theme = localStorage.getItem("nmp-studio.theme");
    if (theme === "light" || theme === "dark") {
      document.documentElement.dataset.theme = theme;
    }
  } catch {
    // Storage is blocked: the system's theme serves.
  }

  const say = (sentence) => {
    const panel = document.createElement("div");
    panel.className = "panel";
    panel.setAttribute("role", "alert");
    const text = document.createElement("p");
    text.textContent = sentence;
    const reload = document.createElement("button");
    reload.className = "button primary";
    reload.textContent = "Reload";
    reload.addEventListener("click", () => location.reload());
    panel.append(text, reload);
    const main = document.querySelector("main");
    (main ?? document.body).replaceChildren(panel);
  };

  let started = false;
  const failed = (event) => {
    const error = event.error ?? event.reason;
    if (!started) {
      say(
        "Studio couldn't start. It needs a current browser with WebAssembly, and all of its " +
          "files. If reloading doesn't help, tell whoever runs the platform.",
      );
    } else if (error instanceof WebAssembly.RuntimeError) {
      say("Studio has stopped because of a fault in it. What you see here may be out of date.");
    }
  };
  addEventListener("error", failed, true);
  addEventListener("unhandledrejection", failed);
  addEventListener("TrunkApplicationStarted", () => {
    started = true;
  });
})();
