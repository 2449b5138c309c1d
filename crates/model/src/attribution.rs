//! According to whom.

use crate::Excerpt;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One voice cited for a claim. Several stand in the order of the chain: who was heard first, then whom they cite.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Attribution {
    /// The source in the document's words, articles stripped: "Syrian Observatory for Human Rights", "residents".
    /// `None` where the text says only 'reportedly' or 'allegedly'.
    pub speaker: Option<String>,
    /// Id of the speaker in the actor lexicon, where it is known there.
    pub actor: Option<String>,
    /// The cue: "said", "according to", "claimed".
    pub verb: String,
    /// Whether the speaker is, or speaks for, a side in the fight reported.
    pub party: bool,
    /// How the words reached the reporter, where stated.
    pub channel: Option<Channel>,
    /// Speaker and cue in the document.
    pub span: Excerpt,
    /// The verbatim quotation that holds the claim, without its marks.
    pub quotation: Option<Excerpt>,
}

/// How a speaker's words reached the reporter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Channel {
    /// A video message.
    Video,
    /// A written statement or communiqué.
    Statement,
    /// State television, radio or news agency.
    StateMedia,
    /// A post on a social network or messaging channel.
    SocialMedia,
    /// An interview or telephone call.
    Interview,
    /// A press conference or briefing.
    PressConference,
}
