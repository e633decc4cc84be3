import { useState } from 'react';
import { isRunning } from '../../../core/domain/poll.ts';
import { useShared } from '../../state/use-stores.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Switch } from '../../ui/switch.tsx';
import './data.css';

/** Says what moving does before a folder is asked for. */
export function MoveDialog() {
  const folder = useShared('data', (state) => state.info?.folder);
  const isMoving = useShared('data', (state) => state.isMoving);
  const move = useShared('data', (state) => state.move);
  const closeDialog = useShared('navigation', (state) => state.closeDialog);
  const openPolls = useShared('polls', (state) => [...state.byId.values()].filter(isRunning).length);
  const [isAgreed, setAgreed] = useState(false);
  return (
    <Dialog
      title="Move the data"
      isHeld={isMoving}
      onClose={closeDialog}
      footer={
        <>
          <Button onClick={closeDialog}>Cancel</Button>
          <Button look="primary" isBusy={isMoving} disabled={openPolls > 0 && !isAgreed} onClick={() => void move(isAgreed)}>
            Choose a folder…
          </Button>
        </>
      }
    >
      <div className="restore">
        <p>
          Everything is copied to the folder that you choose and compared, then Kpoll starts again there. Meanwhile no votes are taken;
          phones send theirs again by themselves.
        </p>
        <p>
          The files in <span className="data-path">{folder}</span> stay until you delete them yourself; backups stay there too.
        </p>
        {openPolls > 0 && (
          <>
            <Banner tone="paused" title="A poll is open.">
              Voting stops for as long as copying takes, a few seconds as a rule.
            </Banner>
            <Switch label="Move all the same" isOn={isAgreed} onChange={setAgreed} />
          </>
        )}
      </div>
    </Dialog>
  );
}
