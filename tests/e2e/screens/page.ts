import { findWorld } from './worlds.ts';

/** `?world=NAME` picks what the window finds. */
const name = new URLSearchParams(location.search).get('world') ?? 'busy';
Object.assign(window, { kpoll: findWorld(name) });
await import('../../../renderer/main.tsx');
