import { useId } from 'react';
import type { ReportName } from '../../../core/domain/report-name.ts';

const words: Record<ReportName, { readonly title: string; readonly text: string }> = {
  summary: { title: 'Summary', text: 'Options, counts and percentages, voters, duplicates, late votes.' },
  timeline: { title: 'Timeline', text: 'How the counts grew, row by row.' },
  ballots: { title: 'Ballots', text: 'One row a ballot that counts. No identities.' },
};

interface ReportChoiceProps {
  readonly names: readonly ReportName[];
  readonly value: ReportName;
  readonly onChange: (name: ReportName) => void;
}

export function ReportChoice({ names, value, onChange }: ReportChoiceProps) {
  const group = useId();
  return (
    <fieldset className="report-choice">
      <legend className="visually-hidden">Report</legend>
      {names.map((name) => (
        <label key={name} className={name === value ? 'report-card report-card-on' : 'report-card'}>
          <input type="radio" name={group} value={name} checked={name === value} onChange={() => onChange(name)} />
          <span>
            <strong>{words[name].title}</strong>
            <span className="report-card-text">{words[name].text}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
