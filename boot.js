// Before the first paint: the chosen theme. Until the app has started: what to say if it can't.
(() => {
  try {
    const theme = localStorage.getItem("nmp-studio.theme");
    if (theme === "light" || theme === "dark") {
      document.documentElement.dataset.theme = theme;
    }
  } catch {
    // Storage is blocked: the system's theme serves.
  }

  const failed = () => {
    const main = document.querySelector("#boot main");
    if (!main) return;
    const panel = document.createElement("div");
    panel.className = "panel";
    panel.setAttribute("role", "alert");
    const text = document.createElement("p");
    text.textContent =
      "Studio couldn't start. It needs a current browser with WebAssembly, and all of its files. " +
      "Reload the page; if that doesn't help, tell whoever runs the platform.";
    panel.append(text);
    main.replaceChildren(panel);
  };
  addEventListener("error", failed, true);
  addEventListener("unhandledrejection", failed);
  addEventListener("TrunkApplicationStarted", () => {
    removeEventListener("error", failed, true);
    removeEventListener("unhandledrejection", failed);
  });
})();
