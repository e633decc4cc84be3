import { Slider } from 'radix-ui';
import { useState } from 'react';
import { formatDateTime, formatSeconds, formatTime } from '../../model/format.ts';

interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

interface RangePickerProps {
  readonly whole: Range;
  readonly range: Range;
  readonly timeZone: string;
  readonly onRange: (fromMs: number, toMs: number) => void;
}

/** Two handles over the whole run; arrows move them by a second, Page keys by more. The range counts once they are let go. */
export function RangePicker({ whole, range, timeZone, onRange }: RangePickerProps) {
  const [dragged, setDragged] = useState<readonly number[] | null>(null);
  const [from = whole.fromMs, to = whole.toMs] = dragged ?? [range.fromMs, range.toMs];
  return (
    <div className="range">
      <span className="range-time">{formatTime(from, timeZone)}</span>
      <Slider.Root
        className="range-slider"
        min={whole.fromMs}
        max={whole.toMs}
        step={1000}
        minStepsBetweenThumbs={1}
        value={[from, to]}
        onValueChange={setDragged}
        onValueCommit={([first = from, second = to]) => {
          setDragged(null);
          onRange(first, second);
        }}
      >
        <Slider.Track className="range-track">
          <Slider.Range className="range-fill" />
        </Slider.Track>
        <Slider.Thumb className="range-thumb" aria-label="From" aria-valuetext={formatDateTime(from, timeZone)} />
        <Slider.Thumb className="range-thumb" aria-label="To" aria-valuetext={formatDateTime(to, timeZone)} />
      </Slider.Root>
      <span className="range-time">{formatTime(to, timeZone)}</span>
      <span className="range-length">{formatSeconds((to - from) / 1000)}</span>
    </div>
  );
}
