import '../../ui/empty.css';

/** The outline of a poll while the first answers are on their way. */
export function CentreLoading() {
  return (
    <div className="centre-loading" role="status" aria-label="Loading">
      {[32, 96, 240].map((height) => (
        <div key={height} className="skeleton" style={{ height }} />
      ))}
    </div>
  );
}
