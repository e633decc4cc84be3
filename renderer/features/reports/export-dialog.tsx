import { useState } from 'react';
import { reportNames } from '../../../core/domain/report-name.ts';
import type { ReportName } from '../../../core/domain/report-name.ts';
import type { TimelineStep } from '../../../core/domain/timeline.ts';
import { formatDateTime } from '../../model/format.ts';
import type { PollView } from '../../model/view-types.ts';
import { usePoll, useShared } from '../../state/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Switch } from '../../ui/switch.tsx';
import { JobLine } from './job-line.tsx';
import { ReportChoice } from './report-choice.tsx';
import './reports.css';

const steps: readonly { readonly value: TimelineStep; readonly label: string }[] = [
  { value: 'second', label: 'Second' },
  { value: 'minute', label: 'Minute' },
  { value: 'hour', label: 'Hour' },
];

/** Saves a run as CSV. Stays open, so that several reports can be saved in a row. */
export function ExportDialog({ pollId, run: firstRun }: { readonly pollId: string; readonly run: number }) {
  const poll = usePoll(pollId);
  const closeDialog = useShared('navigation', (state) => state.closeDialog);
  const begin = useShared('jobs', (state) => state.begin);
  const jobs = useShared('jobs', (state) => state.jobs);
  const [report, setReport] = useState<ReportName>('summary');
  const [run, setRun] = useState(firstRun);
  const [step, setStep] = useState<TimelineStep>('second');
  const [bom, setBom] = useState(true);
  const [isStarting, setStarting] = useState(false);
  if (poll === undefined) return null;
  const running = jobs.filter((job) => job.state === 'running');
  const chosen = poll.runs.find((known) => known.run === run);

  const save = async () => {
    setStarting(true);
    await begin({ pollId, run, report, bom, ...(report === 'timeline' && { step }) });
    setStarting(false);
  };

  return (
    <Dialog
      title="Export as CSV"
      onClose={closeDialog}
      description={<span dir="auto">{poll.content.question}</span>}
      footer={
        <>
          <Button onClick={closeDialog}>Done</Button>
          <Button look="primary" icon="download" isBusy={isStarting} onClick={() => void save()}>
            Save report
          </Button>
        </>
      }
    >
      <div className="export">
        <ReportChoice names={reportNames} value={report} onChange={setReport} />
        {poll.runs.length > 1 && <RunField poll={poll} run={run} onRun={setRun} />}
        {report === 'timeline' && (
          <div>
            <span className="field-label">One row per</span>
            <Segments label="One row per" value={step} choices={steps} onChange={setStep} />
          </div>
        )}
        <Switch label="Mark the file as UTF-8 (byte order mark), as Excel likes it" isOn={bom} onChange={setBom} />
        {chosen?.closedAt === null && (
          <p className="export-note">This run is not final yet: the file says so, and how far it is complete.</p>
        )}
        {running.map((job) => (
          <JobLine key={job.jobId} job={job} />
        ))}
      </div>
    </Dialog>
  );
}

function RunField({ poll, run, onRun }: { readonly poll: PollView; readonly run: number; readonly onRun: (run: number) => void }) {
  return (
    <Field label="Run">
      {(ids) => (
        <Select {...ids} value={run} onChange={(event) => onRun(Number(event.target.value))}>
          {[...poll.runs].reverse().map((known) => (
            <option key={known.run} value={known.run}>
              Run {known.run}, opened {formatDateTime(known.openedAt, poll.content.timeZone)}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
