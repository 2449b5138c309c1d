//! The binary as its users run it: output, exit code and standard error.

mod actors;
mod asks;
mod bad_input;
mod code;
mod compare;
mod evaluate;
mod explain;
mod export;
mod first;
mod gazetteer;
mod hostile;
mod ledger;
mod memory;
mod parse;
mod report;
mod review;
mod run;
mod serve;
mod train;
mod users;
mod watch;
