import { useId } from 'react';
import { Switch as Radix } from 'radix-ui';
import './field.css';

interface SwitchProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

export function Switch({ label, isOn, onChange }: SwitchProps) {
  const id = useId();
  return (
    <span className="switch">
      <Radix.Root id={id} className="switch-control" checked={isOn} onCheckedChange={onChange}>
        <Radix.Thumb className="switch-thumb" />
      </Radix.Root>
      <label htmlFor={id}>{label}</label>
    </span>
  );
}
