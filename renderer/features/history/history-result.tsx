import { useMemo } from 'react';
import { optionRows } from '../../model/option-rows.ts';
import type { PollView } from '../../model/view-types.ts';
import { useShared } from '../../state/use-stores.ts';
import { Card } from '../../ui/card.tsx';
import { ResultBars } from '../../ui/result-bars.tsx';
import { ResultTable } from '../../ui/result-table.tsx';
import type { RunHistory } from './use-run.ts';

export function HistoryResult({ poll, history }: { readonly poll: PollView; readonly history: RunHistory }) {
  const order = useShared('settings', (state) => state.settings.resultOrder);
  const { options } = poll.content;
  const rows = useMemo(() => optionRows(options, history.result ?? undefined, order), [options, history.result, order]);
  return (
    <Card title="Result of this run">
      <ResultBars rows={rows} />
      <div className="history-table">
        <ResultTable rows={rows} voters={history.result?.voters ?? 0} caption="Result" isMain />
      </div>
    </Card>
  );
}
