//! Reading a head noun with what stands around it: 'a senior FSA commander', 'pro-government forces', 'the army'.

use super::lexicon::{Class, Effect, Head};
use super::read::{Modifiers, Reader, Reading};
use dateline_model::{ActorKind, taxonomy::Sector};

impl Reader<'_> {
    /// The reading of a head with its modifiers and what its complement ('of Hezbollah') names.
    pub(super) fn compose(&self, head: Head, m: &Modifiers, complement: Option<Reading>) -> Reading {
        use Class as C;
        let place = complement.as_ref().and_then(|c| c.country);
        // Those whom a country backs fight in the country that the report is about, unless that is the backer.
        let focus = self.context.focus.filter(|iso3| Some(*iso3) != m.backer);
        let country = m.country.or(place).or(focus);
        let plain = |kind, sector| Reading::unnamed(country, kind, sector);
        let joins = matches!(
            head.class,
            C::Member
                | C::Commander
                | C::Spokesman
                | C::Body
                | C::Kin
                | C::Official
                | C::Fighter
                | C::Armed
                | C::Militia
        );
        let affiliation = m
            .affiliation
            .clone()
            .or(complement.filter(|_| joins && m.country.is_none()));
        if let Some(of) = affiliation
            && let Some(reading) = self.affiliated(head, of)
        {
            return reading;
        }
        match head.class {
            C::Force | C::Forces | C::Air | C::Police | C::Security | C::Spy | C::Attack => {
                self.force(head, m, country)
            }
            C::Government | C::Official => self.government(head, m, country),
            C::Court | C::Parliament => match country.filter(|_| !m.local) {
                Some(iso3) => self.of_state(
                    iso3,
                    head.state.unwrap_or("jud"),
                    ActorKind::Political,
                    head.sector,
                ),
                None => plain(ActorKind::Political, head.sector),
            },
            C::Armed | C::Fighter | C::Unidentified | C::Militia | C::Criminal => {
                self.armed(head, m, country)
            }
            C::Member
            | C::Commander
            | C::Spokesman
            | C::Body
            | C::Kin
            | C::Voice
            | C::Party
            | C::Opposition => self.sphere(head, m, country),
            // 'a Kurdish-Arab coalition' fights in its country.
            C::Coalition if m.ethnic => plain(ActorKind::NonStateArmed, Some(Sector::Reb)),
            C::Coalition => match m.effect {
                Some(Effect::Armed) => plain(ActorKind::NonStateArmed, Some(Sector::Reb)),
                Some(Effect::Political) => plain(ActorKind::Political, Some(Sector::Pty)),
                _ => Reading::unnamed(None, ActorKind::International, Some(Sector::Mil)),
            },
            C::International | C::Peace => Reading::unnamed(None, ActorKind::International, head.sector),
            C::Media => self.media(m, country),
            C::Monitor => Reading {
                speaker_only: true,
                ..plain(ActorKind::Civilian, Some(Sector::Soc))
            },
            C::People | C::Protester | C::Sufferer => plain(ActorKind::Civilian, head.sector),
            C::Partitive | C::Facility => Reading::default(),
        }
    }

    /// 'FSA commander', 'Hamas government', 'Assad forces': the head belongs to the actor named before it.
    fn affiliated(&self, head: Head, of: Reading) -> Option<Reading> {
        use Class as C;
        if matches!(
            head.class,
            C::Sufferer | C::People | C::Protester | C::Facility | C::Partitive | C::Voice
        ) {
            return None;
        }
        if of.person {
            let iso3 = of.country;
            return match (of.kind, head.class) {
                (Some(ActorKind::Political), C::Government) => {
                    Some(self.of_state(iso3?, "gov", ActorKind::Political, Some(Sector::Gov)))
                }
                (Some(ActorKind::Political), C::Force | C::Forces | C::Air | C::Fighter) => {
                    Some(self.of_state(
                        iso3?,
                        head.state.unwrap_or("mil"),
                        ActorKind::StateForce,
                        Some(Sector::Mil),
                    ))
                }
                (Some(ActorKind::Political), _) => {
                    Some(self.of_state(iso3?, "gov", ActorKind::Political, Some(Sector::Gov)))
                }
                _ => {
                    let entry = of.id.as_deref().and_then(|id| self.lexicon.entry(id))?;
                    let parent = entry
                        .parent
                        .as_deref()
                        .and_then(|parent| self.lexicon.entry(parent));
                    Some(parent.map_or(
                        Reading {
                            id: None,
                            name: None,
                            person: false,
                            ..of.clone()
                        },
                        |parent| self.of_entry(parent),
                    ))
                }
            };
        }
        if let (Some(iso3), true) = (
            of.country,
            of.id.as_deref().is_some_and(|id| id.ends_with(".gov")),
        ) {
            match head.class {
                C::Force | C::Forces | C::Air | C::Fighter | C::Attack => {
                    let part = head.state.unwrap_or("mil");
                    return Some(self.of_state(iso3, part, ActorKind::StateForce, Some(Sector::Mil)));
                }
                C::Police | C::Security | C::Spy => {
                    return Some(self.of_state(iso3, head.state?, ActorKind::StateForce, head.sector));
                }
                _ => {}
            }
        }
        if head.class == C::Kin {
            // An ally or offshoot is another actor of that sort, in the country that the report is about.
            let armed = of.kind == Some(ActorKind::NonStateArmed);
            return Some(Reading {
                country: self.context.focus.filter(|_| armed),
                kind: of.kind.filter(|_| armed),
                sector: of.sector.filter(|_| armed),
                ..Reading::default()
            });
        }
        let mut reading = of;
        if reading.id.as_deref() == Some("intl.un") && head.class == C::Peace {
            return self.lexicon.entry("intl.un.pk").map(|e| self.of_entry(e));
        }
        reading.sector = reading.sector.or(match head.class {
            C::Force | C::Forces | C::Air | C::Peace => Some(Sector::Mil),
            C::Police => Some(Sector::Cop),
            C::Armed | C::Fighter | C::Militia => head.sector,
            _ => None,
        });
        // 'guerrillas of the Red Front': a front of which no more is known is what its people are.
        if reading.id.is_none() && matches!(head.class, C::Armed | C::Fighter | C::Militia) {
            reading.kind = head.kind.or(reading.kind);
        }
        reading.speaker_only |= head.class == C::Spokesman;
        Some(reading)
    }

    /// A person with a title: the group or state before the title says more than the title.
    pub(super) fn titled(&self, kind: Option<ActorKind>, sector: Option<Sector>, m: &Modifiers) -> Reading {
        match (&m.affiliation, m.effect) {
            (Some(of), _) => Reading {
                person: true,
                speaker_only: false,
                ..of.clone()
            },
            (None, Some(Effect::Armed)) => {
                Reading::unnamed(m.country, ActorKind::NonStateArmed, Some(Sector::Reb))
            }
            (None, Some(Effect::Political)) => {
                Reading::unnamed(m.country, ActorKind::Political, Some(Sector::Pty))
            }
            (None, Some(Effect::Military)) => {
                Reading::unnamed(m.country, ActorKind::StateForce, Some(Sector::Mil))
            }
            _ => Reading {
                country: m.country,
                kind,
                sector,
                ..Reading::default()
            },
        }
    }

    fn force(&self, head: Head, m: &Modifiers, country: Option<&'static str>) -> Reading {
        let kind = head.kind.unwrap_or(ActorKind::StateForce);
        match m.effect {
            Some(Effect::Armed | Effect::Political) => return self.rebels(m, country),
            Some(Effect::Militia) => {
                return Reading::unnamed(country, ActorKind::NonStateArmed, Some(Sector::Prm));
            }
            _ if m.backed => return Reading::unnamed(country, ActorKind::NonStateArmed, Some(Sector::Reb)),
            _ if m.led && m.country.is_none() => {
                return Reading::unnamed(None, ActorKind::International, Some(Sector::Mil));
            }
            Some(Effect::Criminal) => {
                return Reading::unnamed(country, ActorKind::NonStateArmed, Some(Sector::Crm));
            }
            _ => {}
        }
        let part = match (head.class, m.effect) {
            (Class::Forces | Class::Security, Some(Effect::Spy)) => "spy",
            (Class::Forces, Some(Effect::Police)) | (_, Some(Effect::Security)) => "sec",
            // 'a police colonel'
            (Class::Force, Some(Effect::Police)) => "cop",
            (Class::Forces, None) if m.country.is_none() => {
                // 'Shia forces', 'the forces': not the state's for all we know.
                return if m.ethnic {
                    Reading::unnamed(country, ActorKind::NonStateArmed, None)
                } else {
                    Reading::default()
                };
            }
            // Whose they are is not said: 'warplanes', 'aircraft'.
            (Class::Air, None) if m.country.is_none() => return Reading::unnamed(None, kind, head.sector),
            _ => head.state.unwrap_or("mil"),
        };
        let (kind, sector) = match part {
            "spy" => (ActorKind::StateForce, Some(Sector::Spy)),
            "sec" | "cop" => (ActorKind::StateForce, Some(Sector::Cop)),
            _ => (
                kind,
                if head.class == Class::Attack {
                    Some(Sector::Mil)
                } else {
                    head.sector
                },
            ),
        };
        // A military without an army of that name in the table is still the state's.
        match country {
            Some(iso3) => self.of_state(iso3, part, kind, sector),
            None => Reading::unnamed(None, kind, sector),
        }
    }

    /// Unnamed rebels: the country's armed opposition where the lexicon has one as a whole.
    fn rebels(&self, m: &Modifiers, country: Option<&'static str>) -> Reading {
        let whole =
            country.and_then(|iso3| self.lexicon.entry(&format!("{}.opp.armed", iso3.to_lowercase())));
        match whole.filter(|entry| entry.active.holds(self.context.day) && !m.ethnic) {
            Some(entry) => self.of_entry(entry),
            None => Reading::unnamed(country, ActorKind::NonStateArmed, Some(Sector::Reb)),
        }
    }

    fn government(&self, head: Head, m: &Modifiers, country: Option<&'static str>) -> Reading {
        let (kind, sector, part) = match m.effect {
            Some(Effect::Military) if head.class == Class::Official => {
                (ActorKind::StateForce, Sector::Mil, "mil")
            }
            Some(Effect::Police | Effect::Security) if head.class == Class::Official => {
                (ActorKind::StateForce, Sector::Cop, "sec")
            }
            Some(Effect::Spy) if head.class == Class::Official => (ActorKind::StateForce, Sector::Spy, "spy"),
            Some(Effect::Armed | Effect::Militia) => {
                return Reading::unnamed(country, ActorKind::NonStateArmed, Some(Sector::Reb));
            }
            Some(Effect::Political) => {
                return Reading::unnamed(country, ActorKind::Political, Some(Sector::Pty));
            }
            Some(Effect::Religious) => {
                return Reading::unnamed(country, ActorKind::Civilian, Some(Sector::Rel));
            }
            _ => (ActorKind::Political, head.sector.unwrap_or(Sector::Gov), "gov"),
        };
        match country {
            Some(iso3) if !m.local && head.state.is_some() => self.of_state(iso3, part, kind, Some(sector)),
            _ => Reading::unnamed(country, kind, Some(sector)),
        }
    }

    fn armed(&self, head: Head, m: &Modifiers, country: Option<&'static str>) -> Reading {
        match (head.class, m.effect) {
            (Class::Fighter | Class::Unidentified, Some(Effect::Government | Effect::Military)) => {
                match country {
                    Some(iso3) => self.of_state(iso3, "mil", ActorKind::StateForce, Some(Sector::Mil)),
                    None => Reading::unnamed(None, ActorKind::StateForce, Some(Sector::Mil)),
                }
            }
            (Class::Fighter, Some(Effect::Political | Effect::Armed)) => self.rebels(m, country),
            (Class::Armed, None | Some(Effect::Plain)) if head.state == Some("opp") => {
                self.rebels(m, country)
            }
            (Class::Fighter, Some(Effect::Militia)) => {
                Reading::unnamed(country, ActorKind::NonStateArmed, Some(Sector::Prm))
            }
            (_, Some(Effect::Criminal)) => {
                Reading::unnamed(country, ActorKind::NonStateArmed, Some(Sector::Crm))
            }
            _ => Reading::unnamed(country, ActorKind::NonStateArmed, head.sector),
        }
    }

    /// Leaders, officers, groups and sources are what their modifier makes them.
    fn sphere(&self, head: Head, m: &Modifiers, country: Option<&'static str>) -> Reading {
        use Class as C;
        let speaker_only = matches!(head.class, C::Spokesman | C::Voice);
        let state = |part: &str, sector: Sector| match country {
            Some(iso3) if !m.local => self.of_state(iso3, part, ActorKind::StateForce, Some(sector)),
            _ => Reading::unnamed(country, ActorKind::StateForce, Some(sector)),
        };
        let mut reading = match m.effect {
            Some(Effect::Armed) => Reading::unnamed(country, ActorKind::NonStateArmed, Some(Sector::Reb)),
            Some(Effect::Militia) => Reading::unnamed(country, ActorKind::NonStateArmed, Some(Sector::Prm)),
            Some(Effect::Criminal) => Reading::unnamed(country, ActorKind::NonStateArmed, Some(Sector::Crm)),
            Some(Effect::Military) => state("mil", Sector::Mil),
            Some(Effect::Police) => state("cop", Sector::Cop),
            Some(Effect::Security) => state("sec", Sector::Cop),
            Some(Effect::Spy) => state("spy", Sector::Spy),
            Some(Effect::Political) => Reading::unnamed(country, ActorKind::Political, Some(Sector::Pty)),
            Some(Effect::Religious) => Reading::unnamed(country, ActorKind::Civilian, Some(Sector::Rel)),
            Some(Effect::Government) => match country {
                Some(iso3) => self.of_state(iso3, "gov", ActorKind::Political, Some(Sector::Gov)),
                None => Reading::unnamed(None, ActorKind::Political, Some(Sector::Gov)),
            },
            Some(Effect::Plain | Effect::Ethnic) | None => match head.class {
                C::Party | C::Opposition => {
                    Reading::unnamed(country, ActorKind::Political, Some(Sector::Pty))
                }
                C::Voice => Reading::unnamed(country, ActorKind::Civilian, Some(Sector::Cvl)),
                C::Commander if m.country.is_some() => state("mil", Sector::Mil),
                C::Body if m.backed => Reading::unnamed(country, ActorKind::NonStateArmed, Some(Sector::Reb)),
                C::Member | C::Spokesman if m.country.is_some() => {
                    Reading::unnamed(m.country, ActorKind::Political, Some(Sector::Gov))
                }
                _ => Reading::default(),
            },
        };
        reading.speaker_only = speaker_only;
        reading
    }

    fn media(&self, m: &Modifiers, country: Option<&'static str>) -> Reading {
        let owned = matches!(m.effect, Some(Effect::Government));
        let agency = country.filter(|_| owned).and_then(|iso3| {
            let gov = format!("{}.gov", iso3.to_lowercase());
            let mut of_state = self.lexicon.entries.iter().filter(|e| {
                e.kind == Some(ActorKind::Media)
                    && e.country == Some(iso3)
                    && e.parent.as_deref() == Some(gov.as_str())
            });
            of_state.next().filter(|_| of_state.next().is_none())
        });
        match agency {
            Some(entry) => self.of_entry(entry),
            None => Reading {
                speaker_only: true,
                ..Reading::unnamed(country, ActorKind::Media, Some(Sector::Jrn))
            },
        }
    }
}
