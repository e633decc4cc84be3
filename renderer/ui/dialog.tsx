import type { ReactNode } from 'react';
import { Dialog as Radix } from 'radix-ui';
import { useRef } from 'react';
import { IconButton } from './button.tsx';
import './dialog.css';

interface DialogProps {
  readonly title: string;
  readonly description?: ReactNode;
  readonly width?: 'narrow' | 'wide' | 'page';
  /** Something is under way that cannot be left: no way to close it. */
  readonly isHeld?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
}

/** A modal dialog that is open as long as it is drawn. */
export function Dialog({ title, description, width = 'narrow', isHeld = false, onClose, children, footer }: DialogProps) {
  const content = useRef<HTMLDivElement>(null);
  const opener = useRef<Element>(null);
  // The dialog itself gets the focus, not its first button: that would show a tooltip nobody asked for.
  const focusDialog = (event: Event) => {
    event.preventDefault();
    opener.current = document.activeElement;
    content.current?.focus();
  };
  // Radix would look for a trigger of its own, and there is none.
  const focusOpener = (event: Event) => {
    event.preventDefault();
    if (opener.current instanceof HTMLElement) opener.current.focus();
  };
  return (
    <Radix.Root open onOpenChange={(isOpen) => !isOpen && !isHeld && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="veil" />
        <Radix.Content
          ref={content}
          onOpenAutoFocus={focusDialog}
          onCloseAutoFocus={focusOpener}
          className={`dialog dialog-${width}`}
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
        >
          <header className="dialog-head">
            <Radix.Title className="dialog-title">{title}</Radix.Title>
            {!isHeld && <IconButton icon="close" label="Close dialog" onClick={onClose} />}
          </header>
          <div className="dialog-body">
            {description !== undefined && (
              <Radix.Description asChild>
                <div className="dialog-description">{description}</div>
              </Radix.Description>
            )}
            {children}
          </div>
          {footer !== undefined && <footer className="dialog-foot">{footer}</footer>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
