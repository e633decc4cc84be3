import { Command } from 'cmdk';
import { Dialog as Radix } from 'radix-ui';
import { useMemo, useState } from 'react';
import { wordOfPoll } from '../../model/poll-words.ts';
import type { AppAction } from '../../state/app-actions.ts';
import { useShared } from '../../state/use-stores.ts';
import { Icon } from '../../ui/icon.tsx';
import { StateMark } from '../../ui/state-mark.tsx';
import { findEntries } from './find-entries.ts';
import './palette.css';

const groups = ['This poll', 'View', 'Kpoll'] as const;

/** Every action that would do something now, and every poll. */
export function Palette({ actions }: { readonly actions: readonly AppAction[] }) {
  const [search, setSearch] = useState('');
  const byId = useShared('polls', (state) => state.byId);
  const closeDialog = useShared('navigation', (state) => state.closeDialog);
  const go = useShared('navigation', (state) => state.go);
  const open = useShared('navigation', (state) => state.open);
  const profiles = useShared('profiles', (state) => state.list);
  const found = useMemo(() => findEntries({ actions, polls: [...byId.values()], profiles }, search), [actions, byId, profiles, search]);

  const run = (action: AppAction) => {
    closeDialog();
    action.run();
  };

  return (
    <Radix.Root open onOpenChange={(isOpen) => !isOpen && closeDialog()}>
      <Radix.Portal>
        <Radix.Overlay className="veil" />
        <Radix.Content className="palette" aria-describedby={undefined}>
          <Radix.Title className="visually-hidden">Command palette</Radix.Title>
          <Command shouldFilter={false} label="Command palette" loop>
            <div className="palette-head">
              <Icon name="search" />
              <Command.Input className="palette-input" placeholder="Find a poll or an action" value={search} onValueChange={setSearch} />
            </div>
            <Command.List className="palette-list">
              <Command.Empty className="palette-empty">Nothing is called that.</Command.Empty>
              {groups.map((group) => {
                const members = found.actions.filter((action) => action.group === group);
                if (members.length === 0) return null;
                return (
                  <Command.Group key={group} heading={group}>
                    {members.map((action) => (
                      <Command.Item key={action.id} value={action.id} className="palette-item" onSelect={() => run(action)}>
                        <span>{action.title}</span>
                        {action.key !== undefined && <kbd className="key">{action.key.toUpperCase()}</kbd>}
                      </Command.Item>
                    ))}
                  </Command.Group>
                );
              })}
              {found.profiles.length > 0 && (
                <Command.Group heading="Connection">
                  {found.profiles.map(({ id, name }) => (
                    <Command.Item
                      key={id}
                      value={`profile ${id}`}
                      className="palette-item"
                      onSelect={() => open({ kind: 'switch-profile', id })}
                    >
                      <span>Switch to {name}</span>
                    </Command.Item>
                  ))}
                </Command.Group>
              )}
              {found.polls.length > 0 && (
                <Command.Group heading="Polls">
                  {found.polls.map((poll) => (
                    <Command.Item
                      key={poll.id}
                      value={`poll ${poll.id}`}
                      className="palette-item"
                      onSelect={() => go({ kind: 'live', pollId: poll.id })}
                    >
                      <span className="palette-question" dir="auto">
                        {poll.content.question}
                      </span>
                      <StateMark state={wordOfPoll(poll.state)} />
                    </Command.Item>
                  ))}
                </Command.Group>
              )}
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
