//! `cargo xtask outlines`: the outlines of countries on maps, from Natural Earth's in an npm package.

use crate::{
    Failure, no_arguments,
    workspace::{root, unreadable},
};
use serde_json::Value;
use std::{fs, path::Path, process::Command};

/// The package, by name and version; npm checks what it gets against the registry's checksum.
const PACKAGE: &str = "world-atlas@2.0.2";

/// The archive that npm writes, and the file in it.
const ARCHIVE: &str = "world-atlas-2.0.2.tgz";
const FILE: &str = "package/countries-50m.json";

/// What is written.
const OUTPUT: &str = "crates/export/data/outlines.bin";

/// How the file begins; `crates/export/src/report/map/outlines.rs` reads it.
const MAGIC: &[u8] = b"DLOUT1\n";

pub(crate) fn run(arguments: &[String]) -> Result<String, Failure> {
    no_arguments(arguments)?;
    let folder = root().join("target/outlines");
    fs::create_dir_all(&folder).map_err(|e| unreadable(&folder, &e))?;
    call(&folder, "npm", &["pack", "--silent", PACKAGE])?;
    call(&folder, "tar", &["xzf", ARCHIVE, FILE])?;
    let text = fs::read_to_string(folder.join(FILE)).map_err(|e| unreadable(Path::new(FILE), &e))?;
    let topology: Value = serde_json::from_str(&text).map_err(|e| Failure::fault(format!("{FILE}: {e}")))?;
    let bytes =
        packed(&topology).ok_or_else(|| Failure::fault(format!("{FILE} is not the TopoJSON that it was")))?;
    fs::write(root().join(OUTPUT), &bytes).map_err(|e| unreadable(Path::new(OUTPUT), &e))?;
    Ok(format!("{OUTPUT}: {} bytes", bytes.len()))
}

fn call(folder: &Path, program: &str, arguments: &[&str]) -> Result<(), Failure> {
    let status = Command::new(program).args(arguments).current_dir(folder).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Failure::fault(format!(
            "{program} {}: {status}",
            arguments.join(" ")
        ))),
        Err(error) => Err(Failure::fault(format!("{program} can not be run: {error}"))),
    }
}

/// Scale and translation as four little-endian doubles; arcs as numbers of points and steps; countries as number (0: none), name,
/// polygons of rings of arcs. Whole numbers are LEB128, signed ones zigzag.
fn packed(topology: &Value) -> Option<Vec<u8>> {
    let mut out = MAGIC.to_vec();
    for key in ["scale", "translate"] {
        for number in topology["transform"][key].as_array()? {
            out.extend(number.as_f64()?.to_le_bytes());
        }
    }
    let arcs = topology["arcs"].as_array()?;
    unsigned(&mut out, arcs.len() as u64);
    for arc in arcs {
        let points = arc.as_array()?;
        unsigned(&mut out, points.len() as u64);
        for point in points {
            signed(&mut out, point.get(0)?.as_i64()?);
            signed(&mut out, point.get(1)?.as_i64()?);
        }
    }
    let countries = topology["objects"]["countries"]["geometries"].as_array()?;
    unsigned(&mut out, countries.len() as u64);
    for country in countries {
        let number = country["id"].as_str().and_then(|id| id.parse().ok()).unwrap_or(0);
        unsigned(&mut out, number);
        let name = country["properties"]["name"].as_str()?;
        unsigned(&mut out, name.len() as u64);
        out.extend(name.as_bytes());
        let polygons = match country["type"].as_str()? {
            "Polygon" => vec![&country["arcs"]],
            "MultiPolygon" => country["arcs"].as_array()?.iter().collect(),
            _ => return None,
        };
        unsigned(&mut out, polygons.len() as u64);
        for polygon in polygons {
            rings(&mut out, polygon)?;
        }
    }
    Some(out)
}

fn rings(out: &mut Vec<u8>, polygon: &Value) -> Option<()> {
    let rings = polygon.as_array()?;
    unsigned(out, rings.len() as u64);
    for ring in rings {
        let arcs = ring.as_array()?;
        unsigned(out, arcs.len() as u64);
        for arc in arcs {
            signed(out, arc.as_i64()?);
        }
    }
    Some(())
}

fn unsigned(out: &mut Vec<u8>, mut n: u64) {
    while n > 127 {
        out.push((n & 127) as u8 | 128);
        n >>= 7;
    }
    out.push(n as u8);
}

fn signed(out: &mut Vec<u8>, n: i64) {
    unsigned(out, ((n << 1) ^ (n >> 63)) as u64);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_packed_low_bits_first() {
        let mut out = Vec::new();
        unsigned(&mut out, 300);
        signed(&mut out, -2);
        assert_eq!(out, [0xac, 0x02, 3]);
    }

    #[test]
    fn what_is_no_topology_is_refused() {
        assert_eq!(packed(&serde_json::json!({"type": "FeatureCollection"})), None);
    }
}
