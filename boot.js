// Before the first paint: the chosen theme, and the policy for Trusted Types. After that: what to
// say if the app can't start, or has stopped. A panic in WebAssembly is a trap without a message,
// and nothing works after it.
(() => {
  // Leptos builds elements that never change through `template.innerHTML`, which the
  // Content-Security-Policy (`require-trusted-types-for 'script'`) allows only by a policy. This
  // one lets through what such elements are made of: plain tags, with attributes that can neither
  // run nor load anything. Everything else, and every other sink, is refused.
  const TAGS =
    /^(?:a|article|aside|b|br|button|caption|code|dd|details|div|dl|dt|em|fieldset|footer|form|h[1-6]|header|hr|i|label|legend|li|main|nav|ol|option|p|path|pre|section|small|span|strong|sub|summary|sup|svg|table|tbody|td|tfoot|th|thead|time|tr|ul|wbr)$/;
  const ATTRIBUTES =
    /^(?:class|id|for|role|scope|colspan|rowspan|tabindex|title|type|disabled|hidden|d|viewBox|focusable|aria-[a-z]+|data-[a-z-]+)$/;
  const isHarmless = (html) => {
    let harmless = true;
    const rest = html.replace(
      /<!--[^<>-]*-->|<\/?([a-zA-Z][a-zA-Z0-9]*)((?:\s+[a-zA-Z-]+(?:="[^"<>]*")?)*)\s*\/?>/g,
      (_, tag, attributes) => {
        if (tag === undefined) return "";
        harmless &&= TAGS.test(tag);
        for (const [, name] of attributes.matchAll(/\s+([a-zA-Z-]+)(?:="[^"]*")?/g)) {
          harmless &&= ATTRIBUTES.test(name);
        }
        return "";
      },
    );
    return harmless && !rest.includes("<");
  };
  globalThis.trustedTypes?.createPolicy("default", {
    createHTML: (html) => (isHarmless(html) ? html : null),
  });

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
  addEventListener("StudioStarted", () => {
    started = true;
  });
})();
