import type { ReactNode } from 'react';

/** Drawings in the colours of the theme; the text beside them says the same. */
function Picture({ children }: { readonly children: ReactNode }) {
  return (
    <svg viewBox="0 0 480 176" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

const options = [
  { y: 72, width: 112 },
  { y: 98, width: 84 },
  { y: 124, width: 132 },
];

export function AskPicture() {
  return (
    <Picture>
      <rect className="pic-sheet" x="120" y="16" width="240" height="144" rx="10" />
      <rect className="pic-ink" x="140" y="36" width="168" height="12" rx="4" />
      {options.map(({ y, width }, index) => (
        <g key={y}>
          <rect className="pic-field" x="140" y={y} width="200" height="20" rx="5" />
          <circle className={`pic-option-${index + 1}`} cx="152" cy={y + 10} r="4" />
          <rect className="pic-faint" x="164" y={y + 7} width={width} height="6" rx="3" />
        </g>
      ))}
      <g className="pic-pencil" transform="translate(318 20) rotate(40)">
        <path d="M0 0h12v44l-6 12-6-12z" />
        <path className="pic-tip" d="M3 50l3 6 3-6z" />
      </g>
    </Picture>
  );
}

/** A pattern that looks like a code and is none. */
const dots = ['1101001', '0010110', '1011101', '0100011', '1110100', '0011010', '1000111'];

const waves = [14, 26, 38];

export function JoinPicture() {
  return (
    <Picture>
      <rect className="pic-sheet" x="44" y="20" width="196" height="120" rx="8" />
      <path className="pic-line" d="M142 140v18M108 158h68" />
      <g transform="translate(106 44)">
        <Corner x={0} y={0} />
        <Corner x={50} y={0} />
        <Corner x={0} y={50} />
        {dots.flatMap((row, y) =>
          Array.from(row, (dot, x) =>
            dot === '1' && isFree(x, y) ? (
              <rect key={`${x}-${y}`} className="pic-ink" x={x * 10 + 1} y={y * 10 + 1} width="8" height="8" />
            ) : null,
          ),
        )}
      </g>
      <g className="pic-waves" transform="translate(276 88)">
        {waves.map((size) => (
          <path key={size} d={`M${size * 0.7} ${-size * 0.7}a${size} ${size} 0 0 1 0 ${size * 1.4}`} />
        ))}
      </g>
      <Phone x={336} y={30} option={1} />
      <Phone x={402} y={54} option={3} />
    </Picture>
  );
}

/** Whether a place of the pattern is not under one of its three corners. */
function isFree(x: number, y: number): boolean {
  return !((x < 3 && y < 3) || (x > 3 && y < 3) || (x < 3 && y > 3));
}

function Corner({ x, y }: { readonly x: number; readonly y: number }) {
  return (
    <g transform={`translate(${x} ${y})`}>
      <rect className="pic-corner" x="2" y="2" width="18" height="18" rx="2" />
      <rect className="pic-ink" x="7" y="7" width="8" height="8" />
    </g>
  );
}

function Phone({ x, y, option }: { readonly x: number; readonly y: number; readonly option: number }) {
  return (
    <g transform={`translate(${x} ${y})`}>
      <rect className="pic-sheet" width="52" height="96" rx="9" />
      <rect className="pic-faint" x="10" y="14" width="32" height="6" rx="3" />
      {[1, 2, 3].map((place) => (
        <rect
          key={place}
          className={place === option ? `pic-option-${place}` : 'pic-field'}
          x="8"
          y={12 + place * 18}
          width="36"
          height="13"
          rx="4"
        />
      ))}
    </g>
  );
}

const bars = [
  { y: 36, width: 188, option: 1 },
  { y: 64, width: 132, option: 2 },
  { y: 92, width: 84, option: 3 },
];

export function WatchPicture() {
  return (
    <Picture>
      <rect className="pic-sheet" x="84" y="16" width="312" height="144" rx="10" />
      {bars.map(({ y, width, option }) => (
        <g key={y}>
          <rect className="pic-track" x="108" y={y} width="216" height="16" rx="4" />
          <rect className={`pic-option-${option}`} x="108" y={y} width={width} height="16" rx="4" />
          <rect className="pic-faint" x="340" y={y + 5} width="32" height="6" rx="3" />
        </g>
      ))}
      <path className="pic-course" d="M108 146c40 0 52-2 84-14s72-12 180-12" />
      <g transform="translate(372 28)">
        <circle className="pic-final" r="18" />
        <path className="pic-check" d="M-8 0l5.5 6L8-6" />
      </g>
    </Picture>
  );
}
