<?php
require __DIR__ . "/wp-includes/version.php";
