import type { ClusterStatus } from '../../core/contract/bridge.ts';
import type { TallyStatus } from '../../core/domain/result.ts';
import type { RoleLag, ServerStatus } from '../../core/domain/server-status.ts';
import { serverSilenceMs } from '../../core/domain/server-status.ts';

/** Which servers take part and how far they are behind, from what they say of themselves in the `results` topic. */
export interface ServerBoard {
  /** `seenAt` in ms since 1970 by the clock of this computer. */
  takeServer(server: ServerStatus, seenAt: number): void;
  takeStatus(status: TallyStatus, seenAt: number): void;
  servers(now: number): ClusterStatus['servers'];
  lags(now: number): ClusterStatus['lags'];
  /** Notes the lags of this moment for the trend; to be called at least once a second, more often does no harm. */
  sample(now: number): void;
}

interface SeenLag extends RoleLag {
  readonly seenAt: number;
  readonly trend: number[];
}

/** Servers speak every two seconds, the tally every second. */
const lagDueMs = 5000;
const forgetStoppedMs = 60_000;
const forgetSilentMs = 3_600_000;
const trendSeconds = 60;

export function createServerBoard(): ServerBoard {
  const servers = new Map<string, { readonly server: ServerStatus; readonly seenAt: number }>();
  const lags = new Map<string, SeenLag>();
  let sampledSecond = 0;

  const takeLag = (lag: RoleLag, seenAt: number) => {
    const key = `${lag.role} ${lag.topic} ${lag.partition}`;
    lags.set(key, { ...lag, seenAt, trend: lags.get(key)?.trend ?? [] });
  };
  const forget = (now: number) => {
    for (const [id, { server, seenAt }] of servers) {
      if (now - seenAt > (server.stopped ? forgetStoppedMs : forgetSilentMs)) servers.delete(id);
    }
    for (const [key, { seenAt }] of lags) if (now - seenAt > forgetStoppedMs) lags.delete(key);
  };

  return {
    takeServer(server, seenAt) {
      const known = servers.get(server.id)?.server;
      if (known !== undefined && known.time > server.time) return;
      servers.set(server.id, { server, seenAt });
      if (!server.stopped) server.lags.forEach((lag) => takeLag(lag, seenAt));
    },
    takeStatus({ partition, end, folded, time, foldedTime }, seenAt) {
      const records = Math.max(0, end - folded);
      const seconds = records === 0 ? 0 : Math.max(0, time - foldedTime) / 1000;
      takeLag({ role: 'tally', topic: 'votes', partition, records, seconds }, seenAt);
    },
    servers(now) {
      forget(now);
      return [...servers.values()]
        .map(({ server: { id, url, version, roles, stopped }, seenAt }) => {
          return { id, url, version, roles, seenAt, up: !stopped && now - seenAt <= serverSilenceMs };
        })
        .sort((a, b) => Number(b.up) - Number(a.up) || (a.id < b.id ? -1 : 1));
    },
    lags(now) {
      forget(now);
      return [...lags.values()]
        .map(({ role, topic, partition, records, seconds, seenAt, trend }) => {
          const silent = now - seenAt;
          const whole = seconds + (silent > lagDueMs ? silent / 1000 : 0);
          return { role, topic, partition, records, seconds: Math.round(whole * 10) / 10, trend: [...trend] };
        })
        .sort((a, b) => compare(a.role, b.role) || compare(a.topic, b.topic) || a.partition - b.partition);
    },
    sample(now) {
      const second = Math.floor(now / 1000);
      if (second === sampledSecond) return;
      sampledSecond = second;
      for (const { trend, records } of lags.values()) {
        trend.push(records);
        if (trend.length > trendSeconds) trend.shift();
      }
    },
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
