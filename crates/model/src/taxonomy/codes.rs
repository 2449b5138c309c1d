//! The codes of PLOVER as types: event types, modes, contexts and sectors.
//!
//! Source: PLOVER manual, draft 2.0 (2021), CC BY-SA 4.0; glosses are in our words.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A code that is in none of the tables.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{code}` is not a {table} code")]
pub struct UnknownCode {
    /// What was looked up.
    pub code: String,
    /// The table it was looked up in.
    pub table: &'static str,
}

/// Declares a closed list of codes with their written forms.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident, $table:literal, { $($(#[$vdoc:meta])* $variant:ident = $code:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $code)] $variant,)+ }

        impl $name {
            /// All codes, in the codebook's order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The code as written in data.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownCode;
            fn from_str(code: &str) -> Result<Self, UnknownCode> {
                match code {
                    $($code => Ok(Self::$variant),)+
                    _ => Err(UnknownCode { code: code.to_owned(), table: $table }),
                }
            }
        }
    };
}

codes! {
    /// What was done: the 16 types of PLOVER.
    EventType, "PLOVER event type", {
        /// Says it is willing or commits to cooperate; also the future form of CONSULT, SUPPORT, COOPERATE, AID.
        Agree = "AGREE",
        /// Meets, visits, hosts, talks by phone; negotiates.
        Consult = "CONSULT",
        /// Non-material backing: praise, recognition, approval, signing or ratifying an agreement.
        Support = "SUPPORT",
        /// Verbal concession with no immediate material effect: promise to ease, pardon, apology, ceasefire declared but not carried out.
        Concede = "CONCEDE",
        /// Mutual material exchange: trade, joint exercises, extradition, intelligence sharing.
        Cooperate = "COOPERATE",
        /// Gives material help: money, arms, relief, asylum, rescue of hostages.
        Aid = "AID",
        /// Material step back carried out: withdrawal, release, disarmament, ceasefire observed, access granted, resignation.
        Retreat = "RETREAT",
        /// Asks, demands, orders (words only).
        Request = "REQUEST",
        /// Disapproves, condemns, alleges, charges, sues, investigates.
        Accuse = "ACCUSE",
        /// Refuses.
        Reject = "REJECT",
        /// Threat or forceful warning (mode = content of the threat).
        Threaten = "THREATEN",
        /// Collective civilian protest.
        Protest = "PROTEST",
        /// Reduces existing relations; convicts, expels, withdraws, cuts off.
        Sanction = "SANCTION",
        /// Military or police moves short of force.
        Mobilize = "MOBILIZE",
        /// Repression, restriction or seizure short of violence.
        Coerce = "COERCE",
        /// Deliberate act that can cause serious physical harm.
        Assault = "ASSAULT",
    }
}

codes! {
    /// How it was done. Some words serve several types (`withdraw` of RETREAT and of SANCTION).
    Mode, "PLOVER mode", {
        /// CONSULT: actor visits, recipient hosts.
        Visit = "visit",
        /// CONSULT: hosted by a third party.
        ThirdParty = "third-party",
        /// CONSULT: at an alliance or IGO.
        Multilateral = "multilateral",
        /// CONSULT: by phone or other remote means.
        Phone = "phone",
        /// RETREAT: leaves territory, pulls forces out; SANCTION: withdraws itself or non-military resources.
        Withdraw = "withdraw",
        /// RETREAT: frees captives.
        Release = "release",
        /// RETREAT: gives up weapons.
        Disarm = "disarm",
        /// RETREAT: ceasefire carried out.
        Ceasefire = "ceasefire",
        /// RETREAT: lets third parties in (observers, aid workers).
        Access = "access",
        /// RETREAT: official resigns.
        Resign = "resign",
        /// REQUEST: exchange, relations or help; REJECT: as REQUEST.
        Assist = "assist",
        /// REQUEST: change of policy, government, institutions; REJECT: as REQUEST.
        Change = "change",
        /// REQUEST: release, easing, lifting, ceasefire; REJECT: as REQUEST.
        Yield = "yield",
        /// REQUEST: meeting or talks; REJECT: as REQUEST.
        Meet = "meet",
        /// ACCUSE: condemns, complains.
        Disapprove = "disapprove",
        /// ACCUSE: any inquiry.
        Investigate = "investigate",
        /// ACCUSE: accuses, sues, indicts, charges.
        Allege = "allege",
        /// THREATEN: limits on movement, goods, politics; COERCE: limits rights or movement; bans.
        Restrict = "restrict",
        /// THREATEN: arrest or prison; COERCE: arrest, detention.
        Arrest = "arrest",
        /// THREATEN: suspend relations or talks.
        Relations = "relations",
        /// THREATEN: expel diplomats, peacekeepers, NGOs; SANCTION: expels an entity (not individual deportation).
        Expel = "expel",
        /// THREATEN: occupy or seize territory.
        Territory = "territory",
        /// THREATEN: violence.
        Violence = "violence",
        /// PROTEST: organised, largely peaceful.
        Demo = "demo",
        /// PROTEST: violent.
        Riot = "riot",
        /// PROTEST: work stoppage.
        Strike = "strike",
        /// PROTEST: hunger strike.
        Hunger = "hunger",
        /// PROTEST: boycott.
        Boycott = "boycott",
        /// PROTEST: blocks passage.
        Obstruct = "obstruct",
        /// PROTEST: symbolic damage to property.
        Vandalize = "vandalize",
        /// SANCTION: found guilty or liable.
        Convict = "convict",
        /// SANCTION: cuts exchange; international sanctions.
        Discontinue = "discontinue",
        /// MOBILIZE: armed units.
        Troops = "troops",
        /// MOBILIZE: weapon systems, ships, vehicles.
        Weapons = "weapons",
        /// MOBILIZE: police or security units.
        Police = "police",
        /// MOBILIZE: non-state forces.
        Militia = "militia",
        /// COERCE: search, raid, confiscate.
        Seize = "seize",
        /// COERCE: censors.
        Censor = "censor",
        /// COERCE: curfew.
        Curfew = "curfew",
        /// COERCE: emergency or martial law.
        MartialLaw = "martial-law",
        /// COERCE: deports individuals.
        Deport = "deport",
        /// COERCE: withholds goods or services (power, food, internet).
        Withhold = "withhold",
        /// COERCE: deception; adds the context misinformation.
        Misinformation = "misinformation",
        /// COERCE: cyber attack; adds the context cyber.
        Cyber = "cyber",
        /// ASSAULT: kidnap, hijack; capture of combatants.
        Abduct = "abduct",
        /// ASSAULT: beating.
        Beat = "beat",
        /// ASSAULT: torture.
        Torture = "torture",
        /// ASSAULT: sexual violence.
        Sexual = "sexual",
        /// ASSAULT: assassination (tried or done), execution, deliberate mass killing of the defenceless.
        Targeted = "targeted",
        /// ASSAULT: intended destruction of property, or residual when the weapon is unknown.
        Destroy = "destroy",
        /// ASSAULT: fire, blades, rocks, tools.
        Primitive = "primitive",
        /// ASSAULT: small arms.
        Firearms = "firearms",
        /// ASSAULT: mines, IEDs, car bombs.
        Explosives = "explosives",
        /// ASSAULT: suicide attack on foot or by vehicle.
        SuicideAttack = "suicide-attack",
        /// ASSAULT: crewed aircraft.
        Aerial = "aerial",
        /// ASSAULT: uncrewed aircraft.
        Drone = "drone",
        /// ASSAULT: artillery, rockets, armour.
        HeavyWeapons = "heavy-weapons",
        /// ASSAULT: tear gas, water cannon, firing in the air.
        CrowdControl = "crowd-control",
        /// ASSAULT: chemical, biological, radiological, nuclear.
        Unconventional = "unconventional",
    }
}

codes! {
    /// Why, in what setting: the 37 contexts of PLOVER.
    Context, "PLOVER context", {
        /// State armed forces only, never rebels or militias.
        Military = "military",
        /// Spying and intelligence services.
        Intelligence = "intelligence",
        /// Heads of state and government, ministries, their decisions.
        Executive = "executive",
        /// Parliaments and law-making.
        Legislative = "legislative",
        /// Elections, candidates, voting.
        Election = "election",
        /// The form of government: constitutions, parties, institutions.
        PoliticalInstitutions = "political_institutions",
        /// Moves towards, or for, democratic rule.
        ProDemocracy = "pro_democracy",
        /// Moves towards, or for, authoritarian rule.
        ProAutocracy = "pro_autocracy",
        /// Trade, finance, taxes, business, labour.
        Economic = "economic",
        /// Courts, trials, law enforcement.
        Legal = "legal",
        /// Compensation for past wrongs.
        Reparations = "reparations",
        /// Human rights as such, their defence or abuse.
        HumanRights = "human_rights",
        /// Civil and political rights: press, assembly, belief, movement.
        RightsFreedoms = "rights_freedoms",
        /// Force or restriction against one's own population, not against rebels.
        Repression = "repression",
        /// People's basic needs: food, shelter, relief, protection.
        HumanSecurity = "human_security",
        /// Women's rights, gender relations.
        Gender = "gender",
        /// Sexual orientation and gender identity.
        Lgbt = "lgbt",
        /// Religious or ethnic groups and relations between them.
        ReligionEthnicity = "religion_ethnicity",
        /// Poverty, class, discrimination.
        Inequality = "inequality",
        /// Relations between states, envoys, talks.
        Diplomatic = "diplomatic",
        /// Land, borders, who holds them.
        Territory = "territory",
        /// Peacekeepers and observers.
        Peacekeeping = "peacekeeping",
        /// Disease, hospitals, public health.
        Health = "health",
        /// Asylum.
        Asylum = "asylum",
        /// Migrants, refugees, displacement.
        Migration = "migration",
        /// Natural disasters and industrial accidents.
        Disasters = "disasters",
        /// Oil, gas, minerals, water, land use.
        NaturalResource = "natural_resource",
        /// Climate, pollution, conservation.
        Environment = "environment",
        /// Science and technology.
        Technology = "technology",
        /// Acts against civilians meant to intimidate; not a government's word for its enemy.
        Terrorism = "terrorism",
        /// Chemical, biological, radiological, nuclear matters.
        Cbrn = "cbrn",
        /// Computers and networks.
        Cyber = "cyber",
        /// Deception and propaganda.
        Misinformation = "misinformation",
        /// Ordinary and organised crime.
        Crime = "crime",
        /// Bribery, embezzlement, abuse of office.
        Corruption = "corruption",
        /// Drugs trade.
        IllegalDrugs = "illegal_drugs",
        /// Trafficking in people or arms.
        Trafficking = "trafficking",
    }
}

codes! {
    /// The sector an actor belongs to.
    Sector, "PLOVER sector", {
        /// Police.
        Cop = "COP",
        /// Executive government.
        Gov = "GOV",
        /// Courts.
        Jud = "JUD",
        /// Parliament.
        Leg = "LEG",
        /// State armed forces.
        Mil = "MIL",
        /// Paramilitary not against the government.
        Prm = "PRM",
        /// Political party or political opposition body.
        Pty = "PTY",
        /// Armed opposition.
        Reb = "REB",
        /// Intelligence services.
        Spy = "SPY",
        /// Unidentified armed actors.
        Uaf = "UAF",
        /// Unidentified actors.
        Unk = "UNK",
        /// Agriculture.
        Agr = "AGR",
        /// Business.
        Bus = "BUS",
        /// Criminals.
        Crm = "CRM",
        /// Civilians.
        Cvl = "CVL",
        /// Education.
        Edu = "EDU",
        /// Former officials and elites.
        Eli = "ELI",
        /// Journalists and media.
        Jrn = "JRN",
        /// Labour.
        Lab = "LAB",
        /// Health workers (in CAMEO the code meant media).
        Med = "MED",
        /// Refugees and displaced people.
        Ref = "REF",
        /// Opposition (a second code).
        Opp = "OPP",
        /// Partly recognised entity (a second code).
        Pre = "PRE",
        /// Religion.
        Rel = "REL",
        /// Civil society.
        Soc = "SOC",
    }
}
