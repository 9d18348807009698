//! How many files this process may have open: each connection is one.

use rustix::process::{Resource, getrlimit, setrlimit};

/// Files that are not connections: the database, its readers, what the program itself reads.
const OTHERS: usize = 256;
/// Connections when files have no limit.
const CONNECTIONS_MAX: usize = 65_536;

/// Raises the limit as far as this process may, and returns it; `None` is no limit. The streams of
/// a shop that sells fast need more than the 1 024 that many systems begin with.
pub fn raise_limit() -> Option<usize> {
    let mut limit = getrlimit(Resource::Nofile);
    let before = limit.current;
    limit.current = limit.maximum;
    if setrlimit(Resource::Nofile, limit).is_err() {
        limit.current = before;
    }
    limit
        .current
        .map(|files| usize::try_from(files).unwrap_or(usize::MAX))
}

/// How many connections there may be with this limit of open files: as many as were asked for, as
/// long as there is room for other files.
pub fn connections(files: Option<usize>, asked: Option<usize>) -> usize {
    let room = files.map_or(CONNECTIONS_MAX, |files| {
        files.saturating_sub(OTHERS).max(files / 2)
    });
    match asked {
        Some(asked) if files.is_some() && asked > room => {
            tracing::warn!(
                asked,
                room,
                "fewer connections than DOCKLINE_CONNECTIONS are taken: the limit of open files is lower"
            );
            room
        }
        Some(asked) => asked,
        None => room.min(CONNECTIONS_MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_leave_room_for_other_files() {
        assert_eq!(connections(Some(20_000), None), 19_744);
        assert_eq!(connections(Some(300), None), 150);
        assert_eq!(connections(Some(1_000_000), None), CONNECTIONS_MAX);
        assert_eq!(connections(None, None), CONNECTIONS_MAX);
        assert_eq!(connections(Some(20_000), Some(500)), 500);
        assert_eq!(connections(Some(1_024), Some(500_000)), 768);
        assert_eq!(connections(None, Some(500_000)), 500_000);
    }

    #[test]
    fn the_limit_of_open_files_is_raised_as_far_as_it_goes() {
        let raised = raise_limit();
        let limit = getrlimit(Resource::Nofile);
        assert_eq!(limit.current, limit.maximum);
        assert_eq!(
            raised,
            limit.maximum.and_then(|files| usize::try_from(files).ok())
        );
    }
}
