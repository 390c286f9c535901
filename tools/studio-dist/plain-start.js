// In the browser: starts the build as plain JavaScript, as start.js does the one as WebAssembly.

import { prepare } from './plain-prepare.js';

await prepare();
await import('./studio.js');
dispatchEvent(new Event('StudioStarted'));
