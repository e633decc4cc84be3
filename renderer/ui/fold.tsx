import type { ReactNode } from 'react';
import { useState } from 'react';
import './fold.css';

interface FoldProps {
  readonly summary: ReactNode;
  /** Unfolds it from outside; the person may fold it again once this is over. */
  readonly isNeeded?: boolean;
  readonly children: ReactNode;
}

/** What is seldom needed, folded away. */
export function Fold({ summary, isNeeded = false, children }: FoldProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="fold" open={isOpen || isNeeded} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="fold-summary">{summary}</summary>
      <div className="fold-body">{children}</div>
    </details>
  );
}
