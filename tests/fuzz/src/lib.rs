//! What the fuzz targets and the replay of their corpus run.

pub mod reading;
