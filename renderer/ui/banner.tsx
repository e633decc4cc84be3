import type { ReactNode } from 'react';
import type { Tone } from '../model/poll-words.ts';
import { StateShape } from './state-mark.tsx';
import './banner.css';

interface BannerProps {
  readonly tone: Tone;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** Something to know before trusting what is below. */
export function Banner({ tone, title, children, action }: BannerProps) {
  return (
    <div className={`banner tone-${tone}`} role={tone === 'failed' ? 'alert' : 'status'}>
      <StateShape tone={tone} />
      <div className="banner-text">
        <strong>{title}</strong> {children}
      </div>
      {action}
    </div>
  );
}
