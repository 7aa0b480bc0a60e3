"""乡镇地图: villages and sites on a sketch or by coordinates, without any map from the internet."""
