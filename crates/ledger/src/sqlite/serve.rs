//! What a server asks of a ledger beyond the rest.

use super::SqliteLedger;
use crate::LedgerError;

impl SqliteLedger {
    /// A number that is another one when another connection or program has written to the ledger since it was last asked. It costs
    /// microseconds, and means nothing to another connection or in another run.
    ///
    /// # Errors
    /// [`LedgerError`]: the ledger can not be read.
    pub fn version(&self) -> Result<i64, LedgerError> {
        self.connection
            .prepare_cached("PRAGMA data_version")
            .and_then(|mut statement| statement.query_row([], |row| row.get(0)))
            .map_err(self.unread())
    }
}
