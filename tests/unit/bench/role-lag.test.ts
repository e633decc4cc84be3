import { expect, it } from 'vitest';
import { lagsIn, sumOf } from '../../bench/role-lag.ts';

it('reads from the metrics of a server what its roles have not read yet', () => {
  const metrics = [
    '# TYPE kpoll_role_lag_records gauge',
    'kpoll_role_lag_records{role="tally",topic="votes",partition="0"} 3',
    'kpoll_role_lag_records{role="history",topic="votes",partition="11"} 1200',
    'kpoll_role_lag_seconds{role="history",topic="votes",partition="11"} 9',
  ].join('\n');
  expect(lagsIn(metrics)).toEqual([
    { role: 'tally', topic: 'votes', records: 3 },
    { role: 'history', topic: 'votes', records: 1200 },
  ]);
  expect(sumOf(lagsIn(metrics))).toBe(1203);
});

it('does not take metrics without a lag for a server that has read everything', () => {
  expect(() => lagsIn('kpoll_live_sockets 0')).toThrow('the metrics tell no lag');
});
