import { expect, it } from 'vitest';
import type { Answer, CallName, ReportJob } from '../../../../core/contract/bridge.ts';
import { createRemoteReports } from '../../../../main/remote/remote-reports.ts';
import { samplePoll } from '../sample-polls.ts';

it('reports that are made elsewhere are cancelled there when nobody will fetch them any more', async () => {
  const job: ReportJob = {
    ...{ jobId: 'j1', report: 'summary', pollId: 'p1', state: 'running', rows: 0, totalRows: null, startedAt: 0 },
    ...{ file: null, downloadUrl: null, message: null },
  };
  const answers: Partial<Record<CallName, unknown>> = { 'polls:list': [samplePoll({ state: 'closed' })], 'report:start': job };
  const called: unknown[] = [];
  const reports = createRemoteReports({
    bridge: {
      async call(channel, args): Promise<Answer> {
        called.push([channel, args]);
        return { ok: true, value: answers[channel] };
      },
      on: () => () => undefined,
      isConnected: () => true,
    },
    findAccess: async () => ({ url: 'https://far.example', headers: {}, ca: undefined }),
    shell: { chooseReportFile: async (name) => name, downloadUrlOf: () => null, revealReport: () => undefined },
    onChange: () => undefined,
  });
  await reports.stop();
  expect(called).toEqual([]);
  await reports.start({ pollId: 'p1', run: 1, report: 'summary' });
  await reports.stop();
  expect(called.at(-1)).toEqual(['report:cancel', { jobId: 'j1' }]);
});
