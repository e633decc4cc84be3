import type { ComponentProps, ReactNode } from 'react';
import { Tooltip } from 'radix-ui';
import type { IconName } from './icon.tsx';
import { Icon } from './icon.tsx';
import './button.css';

interface ButtonProps extends Omit<ComponentProps<'button'>, 'className'> {
  readonly look?: 'primary' | 'plain' | 'quiet' | 'danger';
  readonly size?: 'normal' | 'large';
  readonly icon?: IconName;
  /** Something is under way: the button stays focused but does nothing. */
  readonly isBusy?: boolean;
}

export function Button({ look = 'plain', size = 'normal', icon, isBusy = false, children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={`button button-${look} button-${size}`}
      aria-disabled={isBusy || undefined}
      aria-busy={isBusy || undefined}
      onClick={isBusy ? (event) => event.preventDefault() : onClick}
    >
      {isBusy ? <span className="spinner" aria-hidden="true" /> : icon !== undefined && <Icon name={icon} />}
      <span className="button-text">{children}</span>
    </button>
  );
}

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'className' | 'children' | 'aria-label'> {
  readonly icon: IconName;
  readonly label: string;
  /** Shown beside the label in the tooltip. */
  readonly shortcut?: string | undefined;
}

export function IconButton({ icon, label, shortcut, ...rest }: IconButtonProps) {
  return (
    <Hint text={label} shortcut={shortcut}>
      <button type="button" {...rest} className="icon-button" aria-label={label}>
        <Icon name={icon} />
      </button>
    </Hint>
  );
}

/** A tooltip for what is named already; it adds nothing that a screen reader would miss. */
export function Hint({
  text,
  shortcut,
  children,
}: {
  readonly text: string;
  readonly shortcut?: string | undefined;
  readonly children: ReactNode;
}) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content className="tooltip" sideOffset={6} collisionPadding={8}>
          {text}
          {shortcut !== undefined && <kbd className="key">{shortcut}</kbd>}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
