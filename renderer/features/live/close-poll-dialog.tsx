import { countOf } from '../../model/format.ts';
import { usePoll, useShared } from '../../state/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

/** Closing cannot be undone, so it says what it concerns and asks once. */
export function ClosePollDialog({ pollId }: { readonly pollId: string }) {
  const poll = usePoll(pollId);
  const snapshot = useShared('results', (state) => state.byPoll.get(pollId));
  const closeDialog = useShared('navigation', (state) => state.closeDialog);
  const command = useShared('actions', (state) => state.command);
  if (poll === undefined) return null;
  const closeNow = () => {
    closeDialog();
    void command(poll, 'close');
  };
  const counted = snapshot === undefined ? 'No votes are recorded yet.' : `${countOf(snapshot.voters, 'voter')} have a vote that counts.`;
  return (
    <Dialog
      title="Close voting?"
      onClose={closeDialog}
      description={
        <>
          <p className="close-question" dir="auto">
            {poll.content.question}
          </p>
          <p>
            <strong>{counted.replace(/^1 voter have/, '1 voter has')}</strong> Votes that were confirmed are counted; later ones are
            refused. The result becomes final.
          </p>
          <p className="close-warning">This cannot be undone. The poll can be run again, which starts from zero and keeps this result.</p>
        </>
      }
      footer={
        <>
          <Button onClick={closeDialog}>Keep open</Button>
          <Button look="danger" onClick={closeNow}>
            Close voting now
          </Button>
        </>
      }
    >
      {null}
    </Dialog>
  );
}
