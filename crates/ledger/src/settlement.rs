//! What settling finds, and what it leaves for the next time.

use crate::{CopyOf, PackedIncident};
use dateline_model::{DocumentId, Incident};

/// Copies and incidents of all documents of a ledger, or of those that new ones touch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settlement {
    /// [`Storage::changes`](crate::Storage::changes) from before the documents were read.
    pub changes: u64,
    /// Each copy, with what it is a copy of.
    pub copies: Vec<(DocumentId, CopyOf)>,
    /// The incidents, each with the component that it is of.
    pub incidents: Vec<(u32, PackedIncident)>,
    /// What a settling of a part leaves untouched; `None`: these are all copies and incidents.
    pub part: Option<Part>,
    /// The component of each part of a document: the document by its place, the part by its place among the document's gists.
    pub components: Vec<(u32, u32, u32)>,
    /// Gists of documents, as [`Storage::keep_gists`](crate::Storage::keep_gists) takes them, that are kept with it.
    pub gists: Vec<(u32, Vec<u8>)>,
    /// What documents are looked up by, as bytes in blocks: added to what is kept, or in the place of all.
    pub traces: Vec<Vec<u8>>,
    /// What comparing goes by, as bytes; `None`: as before.
    pub basis: Option<Vec<u8>>,
    /// Places of the documents that have now been read; the parts that they had before are forgotten.
    pub read: Vec<u32>,
}

/// What a settling of a part takes the place of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// [`Ground::settlings`] that it was found on.
    pub since: u64,
    /// Components whose incidents go.
    pub gone: Vec<u32>,
    /// Incidents of those components that stay as they are, by what they are made of; each with the component that it is of now.
    pub kept: Vec<(u32, u64)>,
    /// Documents that are no copies.
    pub firsts: Vec<DocumentId>,
}

impl Settlement {
    /// Of all documents, without anything for the next settling to go by.
    ///
    /// # Example
    /// ```
    /// use dateline_ledger::Settlement;
    /// assert_eq!(Settlement::whole(0, Vec::new(), &[]), Settlement::default());
    /// ```
    #[must_use]
    pub fn whole(changes: u64, copies: Vec<(DocumentId, CopyOf)>, incidents: &[Incident]) -> Self {
        let packed = (1..).zip(incidents).map(|(n, i)| (n, PackedIncident::of(i)));
        Self {
            changes,
            copies,
            incidents: packed.collect(),
            ..Self::default()
        }
    }

    /// Whether it may take the place of what was last settled, which was found of so many changes by the settling of that number.
    pub(crate) fn may_follow(&self, settled: i64, settlings: i64) -> bool {
        let changes = i64::try_from(self.changes).unwrap_or(i64::MAX);
        let since = self
            .part
            .as_ref()
            .map(|part| i64::try_from(part.since).unwrap_or(i64::MAX));
        settled <= changes && since.is_none_or(|since| since == settlings)
    }
}

/// What the last settling left for the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ground {
    /// Settlings so far.
    pub settlings: u64,
    /// [`Settlement::basis`]; `None` where there is none yet.
    pub basis: Option<Vec<u8>>,
    /// Documents that are kept.
    pub documents: u64,
    /// The largest number of a component.
    pub last_component: u32,
}

/// The gists of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptGists {
    /// Its place in the order of arrival.
    pub document: u32,
    /// As [`Storage::keep_gists`](crate::Storage::keep_gists) was given them; empty where there are none.
    pub gists: Vec<u8>,
    /// The component of each of its parts, in order; empty where it was not settled.
    pub components: Vec<u32>,
}
