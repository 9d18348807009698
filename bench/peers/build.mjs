// Builds the widget in each framework, as it would be published: one module, minified, for the browsers the widget itself is made for.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { compile } from 'svelte/compiler';

const here = import.meta.dirname;
const BROWSERS = ['chrome111', 'firefox123', 'safari16.4'];

const svelte = {
  name: 'svelte',
  setup({ onLoad }) {
    onLoad({ filter: /\.svelte$/ }, async ({ path: file }) => {
      const { js } = compile(await readFile(file, 'utf8'), { filename: file, customElement: true, generate: 'client', dev: false });
      return { contents: js.code, loader: 'js' };
    });
  },
};

/** A style sheet as a text, minified. */
const styles = {
  name: 'styles',
  setup({ onLoad, esbuild }) {
    onLoad({ filter: /\.css$/ }, async ({ path: file }) => {
      const { code } = await esbuild.transform(await readFile(file, 'utf8'), { loader: 'css', minify: true, target: BROWSERS });
      return { contents: code.trim(), loader: 'text' };
    });
  },
};

/** The bundles, by the name of what they are made with. */
export async function bundles() {
  const sources = { 'no framework': 'vanilla.js', lit: 'lit.js', preact: 'preact.jsx', svelte: 'Availability.svelte' };
  const built = Object.entries(sources).map(async ([name, source]) => {
    const { outputFiles } = await build({
      entryPoints: [path.join(here, 'src', source)],
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      target: BROWSERS,
      legalComments: 'none',
      conditions: ['production', 'browser'],
      define: { 'process.env.NODE_ENV': '"production"' },
      jsx: 'automatic',
      jsxImportSource: 'preact',
      plugins: [svelte, styles],
      logLevel: 'warning',
    });
    return [name, Buffer.from(outputFiles[0].contents)];
  });
  return Object.fromEntries(await Promise.all(built));
}
