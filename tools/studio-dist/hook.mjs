#!/usr/bin/env node
// Trunk runs this after each build (`[[hooks]]` in Trunk.toml): it makes a release from cargo's
// output, and prepares the page of a development build for Trunk's own server.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { forDevelopment } from './page.mjs';
import { release } from './release.mjs';

const { TRUNK_PROFILE, TRUNK_STAGING_DIR, TRUNK_PUBLIC_URL } = process.env;
if (!TRUNK_PROFILE || !TRUNK_STAGING_DIR || !TRUNK_PUBLIC_URL) {
  throw new Error('Trunk runs this. Use: trunk build --release');
}

if (TRUNK_PROFILE === 'release') {
  await release({
    staging: TRUNK_STAGING_DIR,
    publicUrl: TRUNK_PUBLIC_URL,
    names: process.env.STUDIO_NAMES === '1',
  });
} else {
  const page = join(TRUNK_STAGING_DIR, 'index.html');
  writeFileSync(page, forDevelopment(readFileSync(page, 'utf8')));
}
