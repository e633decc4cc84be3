import { formatTime, localTimeZone } from '../../model/format.ts';
import { useShared } from '../../state/use-stores.ts';
import { Empty } from '../../ui/empty.tsx';
import { StateShape } from '../../ui/state-mark.tsx';

/** What happened since the window opened, newest first. */
export function ActivityPanel() {
  const activities = useShared('activity', (state) => state.activities);
  const go = useShared('navigation', (state) => state.go);
  const zone = localTimeZone();
  if (activities.length === 0)
    return <Empty title="Nothing has happened yet">Polls that open, pause or close, and lost connections, are noted here.</Empty>;
  return (
    <ol className="activities">
      {[...activities].reverse().map(({ id, timeMs, tone, text, pollId }) => (
        <li key={id} className="activity">
          <StateShape tone={tone} size={10} />
          <span className="activity-text">
            {pollId === null ? (
              text
            ) : (
              <button type="button" className="activity-link" onClick={() => go({ kind: 'live', pollId })}>
                {text}
              </button>
            )}
            <time className="activity-time">{formatTime(timeMs, zone)}</time>
          </span>
        </li>
      ))}
    </ol>
  );
}
