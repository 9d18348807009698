// The files of the widget: by version, for ever, and the newest of their kind, for now.

import { readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '../fixtures';
import { main } from '../fixtures/addresses';
import { originOf } from '../fixtures/server';

const FILES = ['widget.js', 'live.js', 'intent.js', 'intent.wasm'];
const releases = path.join(import.meta.dirname, '../../embed/releases');
const origin = originOf(main);

interface Published {
  version: string;
  integrity: Record<string, string>;
}

const published = async (): Promise<Published> => (await (await fetch(`${origin}/embed/1/integrity.json`)).json()) as Published;
const hashOf = (bytes: Uint8Array): string => `sha384-${createHash('sha384').update(bytes).digest('base64')}`;

test('each file is what its hash says, by the version and as the newest', async () => {
  const { version, integrity } = await published();
  expect(Object.keys(integrity).sort()).toEqual([...FILES].sort());
  for (const folder of [version, '1']) {
    for (const name of FILES) {
      const answer = await fetch(`${origin}/embed/${folder}/${name}`);
      expect(hashOf(new Uint8Array(await answer.arrayBuffer())), `${folder}/${name}`).toBe(integrity[name]);
    }
  }
});

test('a released version is kept for ever, as it was released; the newest for five minutes', async () => {
  const { version } = await published();
  const isReleased = existsSync(path.join(releases, version));
  for (const name of FILES) {
    const fixed = await fetch(`${origin}/embed/${version}/${name}`);
    expect(fixed.headers.get('cache-control')).toBe(isReleased ? 'public, max-age=31536000, immutable' : 'public, max-age=300');
    if (isReleased) expect(Buffer.from(await fixed.arrayBuffer()).equals(await readFile(path.join(releases, version, name)))).toBe(true);
    const floating = await fetch(`${origin}/embed/1/${name}`);
    expect(floating.headers.get('cache-control')).toBe('public, max-age=300');
    for (const answer of [fixed, floating]) {
      expect(answer.headers.get('access-control-allow-origin')).toBe('*');
      expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    }
  }
});

test('a file that is known is not sent again', async () => {
  const address = `${origin}/embed/1/widget.js`;
  const etag = (await fetch(address)).headers.get('etag')!;
  const again = await fetch(address, { headers: { 'if-none-match': etag } });
  expect(again.status).toBe(304);
  expect(again.headers.get('cache-control')).toBe('public, max-age=300');
  expect(await again.text()).toBe('');
});

test('a version or a file that there is not is not found, and not kept', async () => {
  const { version } = await published();
  for (const unknown of ['9.9.9/widget.js', '2/widget.js', `${version}/nothing.js`, `${version}/sources.sha256`, '1/..%2f..%2fmanifest.json']) {
    const answer = await fetch(`${origin}/embed/${unknown}`);
    expect(answer.status, unknown).toBe(404);
    expect(answer.headers.get('cache-control') ?? '', unknown).not.toContain('immutable');
    expect(answer.headers.get('access-control-allow-origin'), unknown).toBe('*');
  }
});
