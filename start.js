// Starts the app as WebAssembly, unless boot.js has chosen plain JavaScript. As a module of its own,
// since the policy allows no inline script.
import init from './studio.js';

if (!('plain' in document.documentElement.dataset)) {
  await init();
  dispatchEvent(new Event('StudioStarted'));
}
