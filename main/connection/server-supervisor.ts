import { Failure, messageOf } from '../../core/domain/failure.ts';
import type { Logger } from '../logger.ts';
import type { ConnectionState } from './connection.ts';
import { createPause } from './pause.ts';
import type { ServerFile } from './server-file.ts';
import type { ServerChild, StartServer } from './start-server.ts';

export interface SupervisorOptions {
  readonly dataFolder: string;
  readonly port: number;
  readonly host: string;
  /** Undefined where this shell can only attach to a server that somebody else runs. */
  readonly startServer: StartServer | undefined;
  readonly findServer: () => Promise<ServerFile | undefined>;
  readonly isHealthy: (server: ServerFile) => Promise<boolean>;
  readonly onChange: () => void;
  /** A server that was gone unexpectedly is up again. */
  readonly onRestart?: (restart: ServerRestart) => void;
  readonly logger: Logger;
}

/** Times in ms since 1970. */
export interface ServerRestart {
  readonly stoppedAt: number;
  readonly upAgainAt: number;
}

/** Keeps an ingest server running on a data folder: attaches to one that is there, else starts one, and again when it dies. */
export interface ServerSupervisor {
  state(): ConnectionState;
  server(): ServerFile | undefined;
  /** Whether voting ends with this program: false where the server belongs to somebody else. */
  ownsServer(): boolean;
  readonly firstUp: Promise<void>;
  retry(): void;
  stop(): Promise<void>;
}

const checkEveryMs = 50;
const healthEveryMs = 1000;
const startTimeoutMs = 30_000;
const firstPauseMs = 200;
const longestPauseMs = 5000;

const votesMeanwhile =
  'Votes already recorded are safe; new ones are taken again as soon as it runs, and phones keep trying by themselves.';

export function createServerSupervisor(options: SupervisorOptions): ServerSupervisor {
  const supervisor = new Supervisor(options);
  const running = supervisor.run();
  return {
    state: () => supervisor.current,
    server: () => supervisor.server,
    ownsServer: () => supervisor.ownsServer,
    firstUp: supervisor.firstUp,
    retry: () => supervisor.pause.wake(),
    async stop() {
      supervisor.stopping = true;
      supervisor.pause.wake();
      await supervisor.child?.stop();
      await running;
    },
  };
}

class Supervisor {
  current: ConnectionState = { state: 'connecting', message: null };
  server: ServerFile | undefined;
  child: ServerChild | undefined;
  ownsServer: boolean;
  stopping = false;
  readonly pause = createPause();
  readonly firstUp: Promise<void>;
  private readonly options: SupervisorOptions;
  private settleFirst: { resolve: () => void; reject: (failure: Failure) => void } = { resolve: () => undefined, reject: () => undefined };
  private pauseMs = firstPauseMs;
  /** Whether the first start has succeeded or failed. */
  private hasBegun = false;
  private lastPort: number | undefined;
  /** When the server that was up was gone, until another is up. */
  private stoppedAt: number | undefined;

  constructor(options: SupervisorOptions) {
    this.options = options;
    this.ownsServer = options.startServer !== undefined;
    this.firstUp = new Promise((resolve, reject) => (this.settleFirst = { resolve, reject }));
    // Whoever does not wait for the first start sees its failure as a state instead.
    this.firstUp.catch(() => undefined);
  }

  async run(): Promise<void> {
    while (!this.stopping) {
      try {
        await this.attachOrStart();
      } catch (error) {
        this.fail(error instanceof Failure ? error : this.unexpected(error));
      }
      if (this.stopping) break;
      await this.pause.wait(this.pauseMs);
      this.pauseMs = Math.min(this.pauseMs * 2, longestPauseMs);
    }
  }

  /** Returns when the server is gone again. */
  private async attachOrStart(): Promise<void> {
    const found = await this.options.findServer();
    if (this.stopping) return;
    if (found !== undefined) {
      this.ownsServer = false;
      this.up(found);
      await this.watchAttached(found);
    } else if (this.options.startServer === undefined) {
      throw new Failure(
        'server-unreachable',
        `No server runs on this data folder. Start it, and this window connects by itself. ${votesMeanwhile}`,
        { retriable: true },
      );
    } else {
      await this.runChild(this.options.startServer);
    }
    if (this.stopping) return;
    this.stoppedAt ??= Date.now();
    this.change({ state: 'connecting', message: `The server has stopped and is being started again. ${votesMeanwhile}` });
  }

  private async runChild(startServer: StartServer): Promise<void> {
    const { dataFolder, port, host } = this.options;
    this.ownsServer = true;
    const child = startServer({ dataFolder, host, port: port === 0 ? (this.lastPort ?? 0) : port });
    this.child = child;
    try {
      const server = await this.waitUntilListening(child);
      if (server !== undefined) this.up(server);
      const { code, message } = await child.ended;
      if (this.stopping) return;
      if (server !== undefined) this.options.logger.error('the ingest server has ended', { code, said: message });
      else throw new Failure('server-unreachable', message || `The server could not be started (exit code ${code}).`);
    } finally {
      this.child = undefined;
    }
  }

  private async waitUntilListening(child: ServerChild): Promise<ServerFile | undefined> {
    let ended = false;
    void child.ended.then(() => (ended = true));
    const deadline = Date.now() + startTimeoutMs;
    while (!ended && !this.stopping) {
      const server = await this.options.findServer();
      if (server !== undefined) return server;
      if (Date.now() > deadline) {
        await child.stop();
        throw new Failure('server-unreachable', 'The server did not get ready in time. Try again; if it stays so, the log says more.', {
          retriable: true,
        });
      }
      await Promise.race([this.pause.wait(checkEveryMs), child.ended]);
    }
    return undefined;
  }

  /** Two failed checks in a row: one may be a computer that just woke up. */
  private async watchAttached(server: ServerFile): Promise<void> {
    let failed = 0;
    while (!this.stopping && failed < 2) {
      await this.pause.wait(healthEveryMs);
      failed = (await this.options.isHealthy(server)) ? 0 : failed + 1;
    }
  }

  private up(server: ServerFile): void {
    this.server = server;
    this.lastPort = server.port;
    this.pauseMs = firstPauseMs;
    this.hasBegun = true;
    this.change({ state: 'up', message: null });
    this.settleFirst.resolve();
    this.tellRestart();
  }

  private tellRestart(): void {
    if (this.stoppedAt === undefined) return;
    const restart = { stoppedAt: this.stoppedAt, upAgainAt: Date.now() };
    this.stoppedAt = undefined;
    this.options.logger.info('the ingest server is up again', { downMs: restart.upAgainAt - restart.stoppedAt });
    this.options.onRestart?.(restart);
  }

  private fail(failure: Failure): void {
    if (this.stopping) return;
    // The first failure is told by whoever waits for the first start.
    if (this.hasBegun) this.options.logger.error('the ingest server cannot be reached', { error: failure });
    this.hasBegun = true;
    this.change({ state: 'failed', message: failure.message });
    this.settleFirst.reject(failure);
  }

  private unexpected(error: unknown): Failure {
    this.options.logger.error('starting the ingest server failed unexpectedly', { error });
    return new Failure('server-unreachable', `The server could not be started: ${messageOf(error)}`);
  }

  private change(state: ConnectionState): void {
    this.current = state;
    if (state.state !== 'up') this.server = undefined;
    this.options.onChange();
  }
}
