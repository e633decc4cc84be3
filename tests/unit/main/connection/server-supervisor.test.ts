import { afterEach, describe, expect, it } from 'vitest';
import type { ServerFile } from '../../../../main/connection/server-file.ts';
import type { ServerRestart, ServerSupervisor, SupervisorOptions } from '../../../../main/connection/server-supervisor.ts';
import { createServerSupervisor } from '../../../../main/connection/server-supervisor.ts';
import type { ServerChild, StartServerOptions } from '../../../../main/connection/start-server.ts';
import { createSilentLogger } from '../silent-logger.ts';

interface FakeChild extends ServerChild {
  readonly options: StartServerOptions;
  stopped: boolean;
  die(code: number | null, message: string): void;
}

const running: ServerSupervisor[] = [];

/** A data folder with a server in it or not, and children that die when told to. */
function makeWorld(changes: Partial<SupervisorOptions> = {}) {
  const children: FakeChild[] = [];
  const states: string[] = [];
  const folder: { server: ServerFile | undefined; healthy: boolean } = { server: undefined, healthy: true };
  const startServer = (options: StartServerOptions): ServerChild => {
    let settle: (ended: { code: number | null; message: string }) => void = () => undefined;
    const ended = new Promise<{ code: number | null; message: string }>((resolve) => (settle = resolve));
    const child: FakeChild = {
      ...{ options, pid: 1, ended, stopped: false },
      die(code, message) {
        folder.server = undefined;
        settle({ code, message });
      },
      async stop() {
        child.stopped = true;
        child.die(0, '');
      },
    };
    children.push(child);
    return child;
  };
  const supervisor: ServerSupervisor = createServerSupervisor({
    ...{ dataFolder: '/data', port: 0, host: '127.0.0.1', startServer, logger: createSilentLogger() },
    findServer: async () => folder.server,
    isHealthy: async () => folder.healthy,
    onChange: () => states.push(supervisor.state().state),
    ...changes,
  });
  running.push(supervisor);
  return { supervisor, children, states, folder };
}

const serverAt = (port: number): ServerFile => ({ v: 1, pid: 1, url: `http://127.0.0.1:${port}`, port, startedAt: 0 });

describe('the server supervisor', () => {
  afterEach(async () => {
    await Promise.all(running.splice(0).map((supervisor) => supervisor.stop()));
  });

  it('attaches to a server that is there and starts none', async () => {
    const world = makeWorld({ findServer: async () => serverAt(7300) });
    await world.supervisor.firstUp;
    expect(world.supervisor.server()).toEqual(serverAt(7300));
    expect(world.children).toEqual([]);
  });

  it('starts a server where there is none, and stops it at the end', async () => {
    const { supervisor, children, folder } = makeWorld();
    await expect.poll(() => children.length).toBe(1);
    folder.server = serverAt(4000);
    await supervisor.firstUp;
    expect(supervisor.state()).toEqual({ state: 'up', message: null });
    await supervisor.stop();
    expect(children[0]?.stopped).toBe(true);
    expect(children).toHaveLength(1);
  });

  it('starts it again at the same port when it dies, and says meanwhile that votes are safe', async () => {
    const { supervisor, children, folder, states } = makeWorld();
    await expect.poll(() => children.length).toBe(1);
    folder.server = serverAt(4000);
    await supervisor.firstUp;
    children[0]?.die(null, '');
    await expect.poll(() => supervisor.state().state).toBe('connecting');
    expect(supervisor.state().message).toContain('safe');
    expect(supervisor.server()).toBeUndefined();
    await expect.poll(() => children.length).toBe(2);
    expect(children.map(({ options }) => options.port)).toEqual([0, 4000]);
    folder.server = serverAt(4000);
    await expect.poll(() => supervisor.state().state).toBe('up');
    expect(states).toEqual(['up', 'connecting', 'up']);
  });

  it('tells when a server that was gone is up again, once, and nothing of a first start', async () => {
    const restarts: ServerRestart[] = [];
    const { supervisor, children, folder } = makeWorld({ onRestart: (restart) => restarts.push(restart) });
    await expect.poll(() => children.length).toBe(1);
    folder.server = serverAt(4000);
    await supervisor.firstUp;
    expect(restarts).toEqual([]);
    const before = Date.now();
    children[0]?.die(null, '');
    await expect.poll(() => children.length).toBe(2);
    folder.server = serverAt(4000);
    await expect.poll(() => restarts.length).toBe(1);
    const [{ stoppedAt, upAgainAt } = { stoppedAt: 0, upAgainAt: 0 }] = restarts;
    expect(stoppedAt).toBeGreaterThanOrEqual(before);
    expect(upAgainAt).toBeGreaterThanOrEqual(stoppedAt);
  });

  it('owns the server that it starts, and not the one that it found', async () => {
    const own = makeWorld();
    expect(own.supervisor.ownsServer()).toBe(true);
    const found = makeWorld({ findServer: async () => serverAt(7300) });
    await found.supervisor.firstUp;
    expect(found.supervisor.ownsServer()).toBe(false);
    expect(makeWorld({ startServer: undefined }).supervisor.ownsServer()).toBe(false);
  });

  it('fails with what the server said when the first start does not succeed, and tries again', async () => {
    const { supervisor, children } = makeWorld();
    await expect.poll(() => children.length).toBe(1);
    children[0]?.die(1, 'The data folder cannot be written to.');
    await expect(supervisor.firstUp).rejects.toMatchObject({ message: 'The data folder cannot be written to.' });
    expect(supervisor.state()).toEqual({ state: 'failed', message: 'The data folder cannot be written to.' });
    await expect.poll(() => children.length).toBe(2);
  });

  it('waits for a server beside it where it can start none', async () => {
    const folder: { server: ServerFile | undefined } = { server: undefined };
    const { supervisor } = makeWorld({ startServer: undefined, findServer: async () => folder.server });
    await expect(supervisor.firstUp).rejects.toMatchObject({ code: 'server-unreachable', retriable: true });
    folder.server = serverAt(4000);
    supervisor.retry();
    await expect.poll(() => supervisor.state().state).toBe('up');
  });

  it('notices that a server it attached to is gone, and starts one itself', async () => {
    const { supervisor, children, folder } = makeWorld();
    await expect.poll(() => children.length).toBe(1);
    folder.server = serverAt(4000);
    await supervisor.firstUp;
    children[0]?.die(0, '');
    folder.server = serverAt(5000);
    await expect.poll(() => supervisor.server()?.port).toBe(5000);
    folder.healthy = false;
    folder.server = undefined;
    await expect.poll(() => children.length, { timeout: 5000 }).toBe(2);
  });
});
