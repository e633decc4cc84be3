import type { ComponentType, ReactNode } from 'react';

interface RemoveScrollProps {
  readonly as?: ComponentType<{ readonly children?: ReactNode }>;
  readonly children?: ReactNode;
}

/** Stands in for the package of this export: see vite.config.ts. */
export function RemoveScroll({ as: Wrapper, children }: RemoveScrollProps) {
  return Wrapper === undefined ? children : <Wrapper>{children}</Wrapper>;
}
